import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Interaction } from './interactions.repository.ts'
import type { LogInteractionBody } from './interactions.schemas.ts'

/** Writes who was there, instead of whoever was there so far. */
export async function replaceAttendances(
  trx: PracticeTrx,
  { id, clientId }: Pick<Interaction, 'id' | 'clientId'>,
  contacts: LogInteractionBody['contacts'],
): Promise<void> {
  await trx
    .deleteFrom('interactionContacts')
    .where('practiceId', '=', trx.practiceId)
    .where('interactionId', '=', id)
    .execute()
  const rows = contacts.map(({ contactId, advice }, position) => ({ contactId, position, ...advice }))
  await sql`
    insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position,
                                      advice_about, advice_helped, advice_words, advice_quotable)
    select ${trx.practiceId}, ${clientId}, ${id}, "contactId", position, about, helped, words, coalesce(quotable, false)
      from json_to_recordset(${JSON.stringify(rows)})
        as r("contactId" uuid, position int, about text, helped text, words text, quotable boolean)`.execute(trx)
}
