import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

interface Attendance {
  interactionId: string
  contactId: string
  position: number
  advice?:
    | { about: string; helped?: string | null | undefined; words?: string | null | undefined; quotable: boolean }
    | null
    | undefined
}

/** Writes who was there; as one parameter, for a batch may hold more rows than a statement may have parameters. */
export async function insertAttendances(trx: PracticeTrx, clientId: string, those: Attendance[]): Promise<void> {
  const rows = those.map(({ interactionId, contactId, position, advice }) => ({
    interaction_id: interactionId,
    contact_id: contactId,
    position,
    ...advice,
  }))
  await sql`
    insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position,
                                      advice_about, advice_helped, advice_words, advice_quotable)
    select ${trx.practiceId}, ${clientId}, interaction_id, contact_id, position,
           about, helped, words, coalesce(quotable, false)
      from json_to_recordset(${JSON.stringify(rows)})
        as r(interaction_id uuid, contact_id uuid, position int, about text, helped text, words text, quotable boolean)
  `.execute(trx)
}

export async function deleteAttendances(trx: PracticeTrx, interactionId: string): Promise<void> {
  await trx
    .deleteFrom('interactionContacts')
    .where('practiceId', '=', trx.practiceId)
    .where('interactionId', '=', interactionId)
    .execute()
}
