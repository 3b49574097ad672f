import { type Insertable, sql } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { Events } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** What differs between the events of one step. */
export type EventRow = Pick<Insertable<Events>, 'clientId' | 'kind' | 'subjectKind' | 'subjectId'> & {
  payload: Record<string, unknown>
}

/** Writes what whoever acts has done just now. As one parameter each batch: the statement is the same for one and for many. */
export async function insertEvents(trx: PracticeTrx, rows: EventRow[]): Promise<void> {
  const { actor } = trx
  const actorId = actor.kind === 'system' ? null : actor.id
  for (const batch of inBatches(rows)) {
    await sql`
      insert into events (practice_id, actor_kind, actor_id, request_id, recorded_at, client_id, kind, subject_kind, subject_id, payload)
      select ${trx.practiceId}, ${actor.kind}, ${actorId}, ${trx.requestId ?? null}, ${trx.now}, r.*
        from json_to_recordset(${JSON.stringify(batch)})
          as r ("clientId" uuid, kind text, "subjectKind" text, "subjectId" uuid, payload jsonb)`.execute(trx)
  }
}
