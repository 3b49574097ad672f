import type pg from 'pg'

/** A step of a plan as `explain (analyze, buffers, format json)` tells it. */
interface Step {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Step[]
}

export interface Plan {
  query: string
  root: Step
}

/** Has the database tell the plan of every statement of the API's, on connections that are opened from now on. */
export async function explainEverything(admin: pg.Client): Promise<void> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_level': 'notice',
    'auto_explain.log_format': 'json',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_buffers': 'on',
    'auto_explain.log_nested_statements': 'on',
  }
  const role = `cadre_app in database ${admin.escapeIdentifier(admin.database!)}`
  await admin.query(`load 'auto_explain'`)
  for (const [name, value] of Object.entries(settings)) await admin.query(`alter role ${role} set ${name} = '${value}'`)
}

/** The plans that come over a pool's connections from now on. */
export function plansOf(pool: pg.Pool): Plan[] {
  const plans: Plan[] = []
  pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => {
      const [, json] = message.split(/ plan:\n/)
      if (!json) return
      const { 'Query Text': query, Plan: root } = JSON.parse(json) as { 'Query Text': string; Plan: Step }
      plans.push({ query, root })
    })
  })
  return plans
}

const mostSorted = 1000
const mostPages = 5000
/** Whoever works on all contacts of a client may look each of them up. */
const mostPagesOfWhole = 10_000

/**
 * What is wrong with a plan of something that shows one page, or one thing: it walks through a large table, sorts many
 * rows, or looks at more than 40 MB (80 MB for a whole).
 *
 * @param large the tables that no plan may walk through
 * @param isWhole whether it shows what is worked out of all that one client has, and may sort that
 */
export function flawsOf({ query, root }: Plan, large: string[], isWhole: boolean): string[] {
  const flaws = stepsOf(root).flatMap((step) => {
    const { 'Node Type': kind, 'Relation Name': table = '' } = step
    const sorted = kind.includes('Sort') ? inputOf(step) : 0
    return [
      ...(kind === 'Seq Scan' && large.includes(table) ? [`walks through ${table}`] : []),
      ...(!isWhole && sorted > mostSorted ? [`sorts ${sorted} rows`] : []),
    ]
  })
  const pages = root['Shared Hit Blocks'] + root['Shared Read Blocks']
  if (pages > (isWhole ? mostPagesOfWhole : mostPages)) flaws.push(`looks at ${pages} pages`)
  return flaws.length === 0 ? [] : [`${flaws.join(', ')}: ${query.replaceAll(/\s+/g, ' ')}\n${outline(root)}`]
}

const stepsOf = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)]

/** Rows that a step was given to work on. */
const inputOf = (step: Step): number =>
  (step.Plans ?? []).reduce((sum, below) => sum + below['Actual Rows'] * below['Actual Loops'], 0)

const outline = (step: Step, indent = '  '): string =>
  [
    `${indent}${step['Node Type']} ${step['Index Name'] ?? step['Relation Name'] ?? ''} rows ${step['Actual Rows']} × ${step['Actual Loops']}, pages ${step['Shared Hit Blocks']}`,
    ...(step.Plans ?? []).map((below) => outline(below, `${indent}  `)),
  ].join('\n')
