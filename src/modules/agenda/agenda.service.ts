import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { enqueueOnce } from '../outbox/outbox.service.ts'
import { runSandbox } from './agenda.jobs.ts'

export interface AgendaEntry {
  /** What to do when it falls due; `workers/handlers.ts` says who does it. */
  kind: string
  /** The row it is about. One entry stands per kind, subject and period. */
  subjectId: string
  period?: string
  clientId?: string | null
  dueAt: Date
}

/**
 * Puts something on the agenda, or moves it if it stands there already. Whoever is just doing it is waited for: what
 * the caller changes is seen by the doing that this asks for.
 */
export async function schedule(trx: PracticeTrx, entry: AgendaEntry): Promise<void> {
  await trx
    .insertInto('agenda')
    .values({
      practiceId: trx.practiceId,
      clientId: entry.clientId ?? null,
      kind: entry.kind,
      subjectId: entry.subjectId,
      period: entry.period ?? '',
      dueAt: entry.dueAt,
      publishAt: entry.dueAt,
      sandbox: trx.sandbox,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['practiceId', 'kind', 'subjectId', 'period'])
        .doUpdateSet({ dueAt: entry.dueAt, publishAt: entry.dueAt, publications: 0 })
        .where('agenda.dueAt', 'is distinct from', entry.dueAt),
    )
    .execute()
  if (trx.sandbox && entry.dueAt <= trx.now) await wakeSandbox(trx)
}

/** Has done what is due by a sandbox's own clock: real time, which brings about all else, never comes there. */
export const wakeSandbox = (trx: PracticeTrx): Promise<void> => enqueueOnce(trx, runSandbox, {})

/** Whether something stands on the agenda, due or not. */
export async function isOnAgenda(
  trx: PracticeTrx,
  entry: Pick<AgendaEntry, 'kind' | 'subjectId' | 'period'>,
): Promise<boolean> {
  const one = await trx
    .selectFrom('agenda')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', entry.kind)
    .where('subjectId', '=', entry.subjectId)
    .where('period', '=', entry.period ?? '')
    .executeTakeFirst()
  return one !== undefined
}

/** Takes something off the agenda; nothing happens if it is not on it. */
export async function unschedule(
  trx: PracticeTrx,
  entry: Pick<AgendaEntry, 'kind' | 'subjectId' | 'period'>,
): Promise<void> {
  await trx
    .deleteFrom('agenda')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', entry.kind)
    .where('subjectId', '=', entry.subjectId)
    .where('period', '=', entry.period ?? '')
    .execute()
}

/**
 * Takes an entry off the agenda in order to do it in this very transaction, which makes it happen once. The client whom
 * it is about is held first: so does everybody who changes something of theirs and then puts it on the agenda, and two
 * who take the same two in different orders would wait for each other.
 * Undefined when it is done, not due any more, or being done.
 */
export async function takeDueEntry(trx: PracticeTrx, id: string): Promise<AgendaEntry | undefined> {
  await holdClientOf(trx, id)
  const due = trx
    .selectFrom('agenda')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .where('dueAt', '<=', trx.now)
    .forUpdate()
    .skipLocked()
  return trx
    .deleteFrom('agenda')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', due)
    .returning(['kind', 'subjectId', 'period', 'clientId', 'dueAt'])
    .executeTakeFirst()
}

async function holdClientOf(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('agenda as a')
    .innerJoin('clients as c', (join) =>
      join.onRef('c.practiceId', '=', 'a.practiceId').onRef('c.id', '=', 'a.clientId'),
    )
    .select('c.id')
    .where('a.practiceId', '=', trx.practiceId)
    .where('a.id', '=', id)
    .forNoKeyUpdate('c')
    .execute()
}

/**
 * Takes the turn at what one at a time may do in a practice, until the transaction ends. Whoever does not get it must come
 * back later and not wait: with an entry in their hands, which the other may be about to put on the agenda again, the two
 * would wait for each other.
 *
 * @returns whether it was free
 */
export async function takeTurn(trx: PracticeTrx, what: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${what} ${trx.practiceId}`}, 0)) as taken`.execute(trx)
  return rows[0]!.taken
}

/**
 * Puts many things on the agenda in one statement. What stands there already is done no later than it was, and no later
 * than said here.
 */
export async function scheduleMany(trx: PracticeTrx, entries: AgendaEntry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`
    insert into agenda (practice_id, client_id, kind, subject_id, period, due_at, publish_at, sandbox)
    select ${trx.practiceId}, "clientId", kind, "subjectId", coalesce(period, ''), "dueAt", "dueAt", ${trx.sandbox}
      from json_to_recordset(${JSON.stringify(entries)})
        as e("clientId" uuid, kind text, "subjectId" uuid, period text, "dueAt" timestamptz)
     order by kind, "subjectId", period
        on conflict (practice_id, kind, subject_id, period) do update
           set due_at = excluded.due_at, publish_at = excluded.due_at, publications = 0
         where agenda.due_at > excluded.due_at`.execute(trx)
  if (trx.sandbox && entries.some(({ dueAt }) => dueAt <= trx.now)) await wakeSandbox(trx)
}
