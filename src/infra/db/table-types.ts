import pg from 'pg'

/*
 * kysely-codegen needs the compiler API that TypeScript 7 no longer ships, and it cannot read the words a check
 * constraint allows, which are the point: a status is a union here because it is a constraint there.
 */

interface Column {
  table: string
  name: string
  type: string
  nullable: boolean
  hasDefault: boolean
  alwaysGenerated: boolean
  check: string | null
}

const plainTypes: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string',
  bool: 'boolean',
  int4: 'number',
  int8: 'string',
  xid8: 'string',
  bytea: 'Buffer',
  _text: 'string[]',
  _int4: 'number[]',
  _uuid: 'string[]',
  timestamptz: 'timestamptz',
  jsonb: 'jsonb',
}

/** Where reading and writing differ. */
const readTypes: Record<string, string> = { timestamptz: 'Date', jsonb: 'unknown' }
const writtenTypes: Record<string, string> = { timestamptz: 'Date | string', jsonb: 'string' }

const target =
  "measure: 'interactions' | 'people' | 'minutes' | 'coverage'; types?: Interactions['type'][]; direction?: NonNullable<Interactions['direction']>; newPeople?: 'ever' | 'this_search'; minMinutes?: number; target: number"

const facts =
  "{ fact: string; value: string | null; required: boolean; source: { kind: 'client' | 'contact' | 'landing' | 'interaction' | 'introduction' | 'opportunity' | 'interview'; id: string | null } | null }[]"

/** What a jsonb column holds, where saying so helps more than `Json`. Written as text, read as what it says. */
const jsonTypes: Record<string, string> = {
  'clients.consents':
    "{ coachApprovesForMe?: { givenOn: string; how: string }; coachSeesAfterwards?: 'all' | 'summary' | 'nothing' }",
  'announcement_recipients.missing': '{ fact: string; why: string }[]',
  'announcements.approvals': "{ kind: 'client' | 'member'; id: string | null; at: string; revision: number }[]",
  'announcement_recipients.facts': facts,
  'announcement_recipients.newer': `{ facts: ${facts}; subject: string | null; body: string | null }`,
  'escalations.cause': '{ periodId: string; title: string; endsAt: string; timeZone: string }[]',
  'test_clocks.failure': '{ kind: string; subjectId: string; code: string }',
  'messages.timeline': '{ at: string; status: string; detail?: string }[]',
  'messages.headers': 'Record<string, string>',
  'imports.mapping': 'Record<string, string>',
  'imports.failure': '{ code: string; detail: string }',
  'commitments.targets': `{ ${target} }[]`,
  'periods.targets': `{ ${target}; expected: number }[]`,
  'periods.result': '{ achieved: number; expected: number }[]',
  'periods.history': '{ at: string; from: string; to: string; because: string }[]',
  'idempotency_keys.headers': 'Record<string, string>',
}

/** The columns of every table in `public`, in the order they were declared. */
export async function readTables(adminUrl: string): Promise<Column[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<Column>(`
      select c.relname as table, a.attname as name, t.typname as type, not a.attnotnull as nullable,
             a.atthasdef or a.attidentity <> '' as "hasDefault",
             a.attidentity = 'a' or a.attgenerated <> '' as "alwaysGenerated",
             (select pg_get_constraintdef(k.oid) from pg_constraint k
               where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
                 and pg_get_constraintdef(k.oid) like '%ANY (ARRAY[%' limit 1) as check
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely%'
       order by c.relname, a.attnum`)
    return rows
  } finally {
    await client.end()
  }
}

/** Those columns as the TypeScript that Kysely reads, names in camelCase. */
export function printTables(columns: Column[]): string {
  const tables = Map.groupBy(columns, (column) => column.table)
  const interfaces = [...tables].map(
    ([table, of]) =>
      `export interface ${pascal(table)} {\n${of.map((c) => `  ${camel(c.name)}: ${typeOf(c)}`).join('\n')}\n}\n`,
  )
  const database = `export interface Database {\n${[...tables.keys()].map((t) => `  ${camel(t)}: ${pascal(t)}`).join('\n')}\n}\n`
  return [
    "// Generated from the migrations by `npm run db-types`; do not edit.\nimport type { ColumnType, Generated, GeneratedAlways } from 'kysely'\n",
    ...interfaces,
    database,
  ].join('\n')
}

function typeOf(column: Column): string {
  const known = plainTypes[column.type]
  if (!known) throw new Error(`no TypeScript type is known for ${column.type} (${column.table}.${column.name})`)
  const words = [...(column.check ?? '').matchAll(/'([a-z\d_-]+)'::text/gi)].map((match) => `'${match[1]}'`).join(' | ')
  const read = jsonTypes[`${column.table}.${column.name}`] ?? readTypes[known] ?? (words || known)
  const written = writtenTypes[known] ?? (words || known)
  const orNull = column.nullable ? ' | null' : ''
  if (column.alwaysGenerated) return `GeneratedAlways<${read}${orNull}>`
  if (read === written) return column.hasDefault ? `Generated<${read}${orNull}>` : `${read}${orNull}`
  const inserted = `${written}${orNull}${column.hasDefault || column.nullable ? ' | undefined' : ''}`
  return `ColumnType<${read}${orNull}, ${inserted}, ${written}${orNull}>`
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal = (name: string) => camel(`_${name}`)
