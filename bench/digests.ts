import type pg from 'pg'
import { parseConfig } from '../src/config.ts'
import { type Container, createContainer } from '../src/container.ts'
import { enterAsSystem } from '../src/infra/db/scope.ts'
import { planDueDigests } from '../src/modules/digest-schedules/digest-schedules.service.ts'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { addPractices } from './support/coach.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 5
const practices = 100
const clientsPerPractice = 1000
/** Of each practice: the rest are due on other days. */
const duePerPractice = 50
const due = practices * duePerPractice

/** A hundred thousand clients, of whom five thousand are due. */
export const digests: Bench = {
  name: 'digests',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    const container = await createContainer(
      parseConfig({ ...environment, SMTP_URL: 'smtp://nowhere.invalid', LOG_LEVEL: 'silent' }),
    )
    const ids = await addPractices(admin, practices, clientsPerPractice)
    await addSchedules(admin)
    await admin.query('vacuum analyze')
    const series = {
      statement: emptySeries('one statement, same rows'),
      cadre: emptySeries('Cadre'),
    }
    const measured = async (into: Series, plan: () => Promise<unknown>) => {
      await letFallDue(admin)
      const before = process.memoryUsage().rss
      const began = performance.now()
      await plan()
      const ms = performance.now() - began
      into.rates.push((due * 1000) / ms)
      into.timesMs.push(ms)
      const { rows } = await admin.query<{ count: number }>('select count(*)::integer as count from digests')
      if (rows[0]!.count !== due) throw new Error(`${rows[0]!.count} digests were planned, and not ${due}`)
      return Math.round((process.memoryUsage().rss - before) / 2 ** 20)
    }
    const runs = [
      async () => void (await measured(series.statement, () => admin.query(oneStatement))),
      async () => say(`memory: ${await measured(series.cadre, () => planAll(container, ids))} MB more`),
    ]
    try {
      await takeTurns({ rounds, series: Object.values(series), runs }, say)
    } finally {
      await container.close()
      await services.stop()
    }
    return [
      {
        name: 'digests',
        what: `planning ${due} digests that are due, of ${practices * clientsPerPractice} clients in ${practices} practices; with what has them written, and the next on the agenda`,
        unit: 'digests/s',
        timed: 'all of them',
        baseline: series.statement,
        against: [{ ...series.cadre, target: { of: 'rate', must: 0.2, aim: 0.5 } }],
      },
    ]
  },
}

/** As entries of the agenda have it done: practice by practice. */
async function planAll({ db }: Container, practiceIds: string[]): Promise<void> {
  for (const practiceId of practiceIds) await enterAsSystem(db, practiceId, planDueDigests)
}

const oneStatement = `
  with moved as (
    update digest_schedules
       set period = period + 7, falls_on = falls_on + 7,
           due_at = (falls_on + 7 + time '08:00') at time zone 'Europe/Berlin'
     where due_at <= now()
    returning practice_id, recipient_id, client_id, period - 7 as period, falls_on - 7 as falls_on)
  insert into digests (practice_id, recipient_id, client_id, period, falls_on, planned_at)
  select practice_id, recipient_id, client_id, period, falls_on, now() from moved`

async function addSchedules(admin: pg.Client): Promise<void> {
  await admin.query(
    `insert into digest_schedules (practice_id, recipient_id, client_id, period, falls_on, due_at)
     select practice_id, id, id, monday, monday, 'infinity'
       from clients, (select date_trunc('week', current_date)::date as monday)`,
  )
}

/** Fifty of each practice are due since a minute ago, the others in days to come. */
async function letFallDue(admin: pg.Client): Promise<void> {
  await admin.query('delete from digests')
  await admin.query('delete from agenda')
  await admin.query('delete from outbox')
  await admin.query(
    `update digest_schedules s
        set period = date_trunc('week', current_date)::date, falls_on = date_trunc('week', current_date)::date,
            due_at = case when n <= $1 then now() - interval '1 minute' else now() + n * interval '1 hour' end
       from (select recipient_id, row_number() over (partition by practice_id order by recipient_id) as n
               from digest_schedules) numbered
      where s.recipient_id = numbered.recipient_id`,
    [duePerPractice],
  )
  for (const table of ['digest_schedules', 'digests', 'agenda', 'outbox']) await admin.query(`vacuum analyze ${table}`)
  await admin.query('checkpoint')
}
