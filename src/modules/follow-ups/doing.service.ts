import type { PracticeTrx } from '../../infra/db/scope.ts'
import { limitsOf } from '../cadences/cadence.rules.ts'
import { getPoliciesOf } from '../cadences/policies.service.ts'
import { getContactLocked } from '../contacts/contacts.service.ts'
import type { Interaction } from '../interactions/interactions.repository.ts'
import { logInteractions } from '../interactions/interactions.service.ts'

/**
 * Says that a client has been in touch with a contact, just now: a light interaction is logged, which begins the time
 * anew. What it was need not be known; it is then taken for a message, or else for a type that counts. Removing the
 * interaction (`deleteInteraction`) takes it back, with all that followed.
 *
 * @throws 404
 */
export async function markFollowUpDone(
  trx: PracticeTrx,
  contactId: string,
  { type }: { type?: Interaction['type'] } = {},
): Promise<Interaction> {
  const { id, clientId } = await getContactLocked(trx, contactId)
  const { resetBy } = limitsOf(await getPoliciesOf(trx, clientId))
  const light = resetBy.includes('message') ? 'message' : resetBy[0]!
  const [logged] = await logInteractions(
    trx,
    clientId,
    [{ type: type ?? light, direction: 'outbound', occurredAt: trx.now, contacts: [{ contactId: id }] }],
    () => '',
  )
  return logged!
}
