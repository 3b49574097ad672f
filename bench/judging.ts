import type pg from 'pg'
import { parseConfig } from '../src/config.ts'
import { type Container, createContainer } from '../src/container.ts'
import { enterAsSystem } from '../src/infra/db/scope.ts'
import { doDuePeriods } from '../src/modules/periods/due.service.ts'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { addPractices } from './support/coach.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 5
export const practices = 100
export const clientsPerPractice = 200
const commitmentsPerClient = 5
export const held = practices * clientsPerPractice * commitmentsPerClient
/** A tenth of the practices, when only they are due. */
const fewPractices = practices / 10

const targets = [
  { measure: 'interactions', target: 3, expected: 3 },
  { measure: 'minutes', types: ['call', 'meeting'], target: 60, expected: 60 },
]

/** A hundred thousand commitments whose week is over, and then a tenth of them. */
export const judging: Bench = {
  name: 'judging',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    const container = await createContainer(
      parseConfig({ ...environment, SMTP_URL: 'smtp://nowhere.invalid', LOG_LEVEL: 'silent' }),
    )
    const ids = await addPractices(admin, practices, clientsPerPractice)
    await addWeek(admin)
    await admin.query('vacuum analyze')
    const series = {
      statement: emptySeries('one statement, same verdicts'),
      cadre: emptySeries('Cadre'),
      few: emptySeries('Cadre, a tenth of them due'),
    }
    const measured = async (into: Series, due: string[], judge: () => Promise<unknown>) => {
      await letFallDue(admin, due)
      const began = performance.now()
      await judge()
      const ms = performance.now() - began
      into.rates.push((due.length * clientsPerPractice * commitmentsPerClient * 1000) / ms)
      into.timesMs.push(ms)
    }
    const few = ids.slice(0, fewPractices)
    const runs = [
      () => measured(series.statement, ids, () => admin.query(oneStatement)),
      () => measured(series.cadre, ids, () => judgeAll(container, ids)),
      () => measured(series.few, few, () => judgeAll(container, few)),
    ]
    try {
      await takeTurns({ rounds, series: Object.values(series), runs }, say)
    } finally {
      await container.close()
      await services.stop()
    }
    return [
      {
        name: 'judging',
        what: `verdicts on ${held} weeks of as many commitments, two targets each, in ${practices} practices; with events, and whoever follows ledgers told`,
        unit: 'verdicts/s',
        timed: 'all of them',
        baseline: series.statement,
        against: [{ ...series.cadre, target: { of: 'rate', must: 0.2, aim: 0.5 } }],
      },
      {
        name: 'judging-a-tenth',
        what: `the same, of ${held} weeks held, all or a tenth of them due: what is only held costs nothing`,
        unit: 'verdicts/s',
        timed: 'all that are due',
        baseline: series.cadre,
        against: [{ ...series.few, target: { of: 'rate', must: 0.5, aim: 0.9 } }],
      },
    ]
  },
}

/** As entries of the agenda have it done: practice by practice, until nothing of theirs is due. */
async function judgeAll({ db }: Container, practiceIds: string[]): Promise<void> {
  for (const practiceId of practiceIds) {
    let isDue = true
    while (isDue) {
      isDue = await enterAsSystem(db, practiceId, async (trx) => {
        await doDuePeriods(trx)
        const row = await trx
          .selectFrom('periods')
          .select('id')
          .where('dueAt', '<=', trx.now)
          .limit(1)
          .executeTakeFirst()
        return row !== undefined
      }).then((more) => more ?? false)
    }
  }
}

const oneStatement = `
  with counted as (
    select p.practice_id, p.id, bool_and(a.achieved >= t.expected) as met,
           jsonb_agg(jsonb_build_object('achieved', a.achieved, 'expected', t.expected) order by t.n) as result
      from periods p
     cross join lateral (
       select n, value ->> 'measure' as measure, (value ->> 'expected')::int as expected, value -> 'types' as types
         from jsonb_array_elements(p.targets) with ordinality as e(value, n)) t
     cross join lateral (
       select (case t.measure when 'minutes' then coalesce(sum(i.minutes), 0) else count(*) end)::int as achieved
         from interactions i
        where i.practice_id = p.practice_id and i.client_id = p.client_id
          and i.occurred_at >= p.starts_at and i.occurred_at < p.ends_at
          and (t.types is null or t.types ? i.type)) a
     where p.due_at <= now() and p.judged_at is null
     group by p.practice_id, p.id)
  update periods p
     set status = case when c.met then 'met' else 'missed' end, result = c.result, judged_at = now(), due_at = null
    from counted c where p.practice_id = c.practice_id and p.id = c.id`

/** A week that is over for everybody: three conversations each, of which some take long enough. */
export async function addWeek(admin: pg.Client): Promise<void> {
  await admin.query(
    `insert into commitments (practice_id, client_id, title, targets, period, starts_on, status, accepted_on,
                              accepted_how, created_at, updated_at)
     select practice_id, id, 'Promise ' || n, $1, 'week', '2026-03-02', 'active', '2026-03-02', 'session', now(), now()
       from clients, generate_series(1, $2) n`,
    [JSON.stringify(targets), commitmentsPerClient],
  )
  await admin.query(
    `insert into periods (practice_id, client_id, commitment_id, period, starts_at, ends_at, time_zone, starts_on, ends_on,
                          planned_ends_on, targets, days, whole_days, judge_at, closes_at, succeeded, created_at, updated_at)
     select practice_id, client_id, id, 'week', '2026-03-01T23:00:00Z', '2026-03-08T23:00:00Z', 'Europe/Berlin', '2026-03-02',
            '2026-03-08', '2026-03-08', targets, 7, 7, '2026-03-09T11:00:00Z', '2026-03-15T23:00:00Z', true, now(), now()
       from commitments`,
  )
  await admin.query(
    `insert into interactions (practice_id, client_id, type, occurred_at, minutes, created_at, updated_at)
     select practice_id, id, (array['call', 'meeting', 'email'])[n], '2026-03-03T10:00:00Z'::timestamptz + n * interval '1 day',
            (random() * 60)::int, now(), now()
       from clients, generate_series(1, 3) n`,
  )
}

export async function letFallDue(admin: pg.Client, practiceIds: string[]): Promise<void> {
  await admin.query('delete from events')
  await admin.query('delete from agenda')
  await admin.query(`update periods set status = 'open', result = null, judged_at = null, due_at = null`)
  await admin.query('update periods set due_at = judge_at where practice_id = any($1)', [practiceIds])
  await admin.query('vacuum analyze periods')
  await admin.query('vacuum analyze events')
  await admin.query('checkpoint')
}
