import { type Kysely, sql } from 'kysely'
import type { Database } from '../src/infra/db/database.ts'
import { type Loop, startLoop } from './loop.ts'
import type { PublisherOptions } from './relay.ts'

const batch = 500

/** The name of the job that does one entry of the agenda. */
export const runEntry = 'agenda.run'

/**
 * Tells the queue what has fallen due by the database's clock, and again as long as it stands there: an entry is taken
 * off the agenda only by the transaction that does it. Sandboxes have clocks of their own and are left alone.
 */
export function startAgenda({ db, queues, report, republishAfterMs, pollMs }: PublisherOptions): Loop {
  async function publishDue(): Promise<boolean> {
    const entries = await takeDue(db, republishAfterMs)
    if (entries.length === 0) return false
    try {
      await queues.publish(
        'background',
        entries.map(({ practiceId, id }) => ({ name: runEntry, data: { practiceId, agendaId: id } })),
      )
    } catch (error) {
      await giveBack(db, entries)
      throw error
    }
    return entries.length === batch
  }

  return startLoop(publishDue, { name: 'publishing the agenda', everyMs: pollMs, report })
}

interface Entry {
  practiceId: string
  id: string
}

async function takeDue(db: Kysely<Database>, republishAfterMs: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with due as (
      select practice_id, id from agenda
       where not sandbox and publish_at <= now()
       order by publish_at limit ${batch} for update skip locked)
    update agenda a
       set publications = a.publications + 1,
           publish_at = now() + least(power(2, a.publications), 20) * ${republishAfterMs} * interval '1 millisecond'
      from due
     where a.practice_id = due.practice_id and a.id = due.id
    returning a.practice_id, a.id`.execute(db)
  return rows
}

async function giveBack(db: Kysely<Database>, entries: Entry[]): Promise<void> {
  await sql`
    update agenda set publications = publications - 1, publish_at = now()
     where id = any(${entries.map((entry) => entry.id)}::uuid[])`.execute(db)
}
