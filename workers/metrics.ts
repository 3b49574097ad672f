import { type Kysely, sql } from 'kysely'
import { Counter } from 'prom-client'
import type { Database } from '../src/infra/db/database.ts'
import type { Report } from '../src/infra/logging/reports.ts'
import type { MailTransport } from '../src/infra/mail/transport.ts'
import { addGauge, type Metrics } from '../src/infra/metrics/metrics.ts'
import type { Queues } from '../src/infra/queue/queues.ts'
import type { Lane } from '../src/modules/messages/messages.rules.ts'

export interface BacklogOptions {
  /** Signed in as cadre_relay. */
  db: Kysely<Database>
  queues: Queues
  report: Report
}

/** What waits to be done, over all practices: every worker tells the same. */
export function measureBacklog(metrics: Metrics, { db, queues, report }: BacklogOptions): void {
  addGauge(
    metrics,
    {
      name: 'cadre_outbox_jobs',
      help: 'Work that is not done yet; parked is what failed for good, for a person to look at.',
      labels: ['job', 'state'],
    },
    {
      report,
      read: async () => {
        const { rows } = await sql<{ job: string; waiting: number; parked: number }>`
          select job, count(*) filter (where parked_at is null)::integer as waiting,
                 count(parked_at)::integer as parked from outbox group by job`.execute(db)
        return rows.flatMap(({ job, waiting, parked }) => [
          { labels: { job, state: 'waiting' }, value: waiting },
          { labels: { job, state: 'parked' }, value: parked },
        ])
      },
    },
  )
  const seconds = (name: string, help: string, age: ReturnType<typeof sql<{ seconds: number }>>) =>
    addGauge(
      metrics,
      { name, help },
      { report, read: async () => (await age.execute(db)).rows.map((row) => ({ value: row.seconds })) },
    )
  seconds(
    'cadre_outbox_oldest_seconds',
    'Age of the oldest work that is neither done nor parked.',
    sql`select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as seconds
          from outbox where parked_at is null`,
  )
  seconds(
    'cadre_agenda_lag_seconds',
    'How long the first thing that has fallen due waits for a worker to be told.',
    sql`select greatest(coalesce(extract(epoch from clock_timestamp() - min(publish_at)), 0), 0)::float8 as seconds
          from agenda where not sandbox`,
  )
  addGauge(
    metrics,
    { name: 'cadre_agenda_due', help: 'What has fallen due and is not done yet.' },
    {
      report,
      read: async () => {
        const { rows } = await sql<{ value: number }>`
          select count(*)::integer as value from agenda
           where not sandbox and (publications > 0 or publish_at <= clock_timestamp())`.execute(db)
        return rows
      },
    },
  )
  addGauge(
    metrics,
    { name: 'cadre_sending_frozen', help: '1 while no mail leaves: after a restore, until somebody says that it may.' },
    {
      report,
      read: async () => {
        const { rows } = await sql<{ value: number }>`
          select (app.why_sending_is_frozen() is not null)::integer as value`.execute(db)
        return rows
      },
    },
  )
  addGauge(
    metrics,
    { name: 'cadre_messages_uncertain', help: 'Mails that may or may not have gone out: a person must look.' },
    {
      report,
      read: async () => (await sql<{ value: number }>`select app.count_uncertain()::integer as value`.execute(db)).rows,
    },
  )
  addGauge(
    metrics,
    { name: 'cadre_queue_jobs', help: 'Jobs in the queue’s engine.', labels: ['queue', 'state'] },
    {
      report,
      read: async () =>
        (await queues.counts()).map(({ queue, state, count }) => ({ labels: { queue, state }, value: count })),
    },
  )
}

/** The same transport, and how each delivery ended is counted. */
export function countDeliveries({ registry }: Metrics): (lane: Lane, transport: MailTransport) => MailTransport {
  const deliveries = new Counter({
    name: 'cadre_mail_deliveries_total',
    help: 'Attempts to hand a mail over, by how they ended.',
    labelNames: ['lane', 'outcome'],
    registers: [registry],
  })
  return (lane, transport) => ({
    ...transport,
    async deliver(mail, options) {
      const outcome = await transport.deliver(mail, options)
      deliveries.inc({ lane, outcome: outcome.kind })
      return outcome
    },
  })
}
