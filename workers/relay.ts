import { type Kysely, sql } from 'kysely'
import type { Database } from '../src/infra/db/database.ts'
import type { Report } from '../src/infra/logging/reports.ts'
import type { QueueName } from '../src/infra/queue/job.ts'
import type { Queues } from '../src/infra/queue/queues.ts'
import { jobs } from '../src/jobs.ts'
import { type Loop, startLoop } from './loop.ts'

const batch = 500
const maxPublications = 50

export interface PublisherOptions {
  /** Signed in as cadre_relay. */
  db: Kysely<Database>
  queues: Queues
  report: Report
  /** When what was published and is not done is published again; every time twice as late, up to twenty times. */
  republishAfterMs: number
  pollMs: number
}

/**
 * Moves work from the outbox to the queue, and again when nobody reported it done: a queue that was flushed is only
 * late. Any number of relays may run side by side.
 */
export function startRelay({ db, queues, report, republishAfterMs, pollMs }: PublisherOptions): Loop {
  async function publishDue(): Promise<boolean> {
    const rows = await takeDue(db, republishAfterMs)
    for (const { job, id } of rows.filter((row) => row.parked)) {
      report(new Error(`${job} ${id} was tried ${maxPublications} times: it is parked, and a person must look`), job)
    }
    const live = rows.filter((row) => !row.parked)
    const byQueue = Map.groupBy(live, ({ job }) => queueOf(job))
    try {
      for (const [queue, of] of byQueue) {
        // A job that only a newer version knows waits for a worker of that version.
        if (queue) await queues.publish(queue, of.map(asPublication)) // prettier-ignore
      }
    } catch (error) {
      await giveBack(db, live)
      throw error
    }
    return rows.length === batch
  }

  return startLoop(publishDue, { name: 'publishing the outbox', everyMs: pollMs, report })
}

interface OutboxRow {
  practiceId: string
  id: string
  job: string
  payload: unknown
  traceId: string | null
  parked: boolean
}

const asPublication = ({ practiceId, id, job, payload, traceId }: OutboxRow) => ({
  name: job,
  data: { practiceId, outboxId: id, payload, traceId },
})

const queueOf = (name: string): QueueName | undefined => jobs.find((job) => job.name === name)?.queue

/** While no mail may leave this work is not handed out, so that it is neither counted as tried nor parked. */
const mailJobs = jobs.filter(({ queue }) => queue !== 'background').map(({ name }) => name)

/** Marked before it is published, in a transaction that does not wait for the queue: a crash in between makes it late. */
async function takeDue(db: Kysely<Database>, republishAfterMs: number): Promise<OutboxRow[]> {
  const { rows } = await sql<OutboxRow>`
    with due as (
      select practice_id, id from outbox
       where parked_at is null and publish_at <= now() + interval '1 millisecond'
         and (job <> all (${mailJobs}::text[]) or (select app.why_sending_is_frozen()) is null)
       order by publish_at limit ${batch} for update skip locked)
    update outbox o
       set publications = o.publications + 1,
           parked_at = case when o.publications >= ${maxPublications} then now() end,
           publish_at = now() + least(power(2, o.publications), 20) * ${republishAfterMs} * interval '1 millisecond'
      from due
     where o.practice_id = due.practice_id and o.id = due.id
    returning o.practice_id, o.id, o.job, o.payload, o.trace_id, o.parked_at is not null as parked`.execute(db)
  return rows
}

/** It was not published after all. */
async function giveBack(db: Kysely<Database>, rows: OutboxRow[]): Promise<void> {
  await sql`
    update outbox set publications = publications - 1, publish_at = now()
     where id = any(${rows.map((row) => row.id)}::uuid[]) and parked_at is null`.execute(db)
}
