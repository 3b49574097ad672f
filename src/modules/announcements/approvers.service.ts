import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { requireVerifiedEmail } from '../users/users.service.ts'
import { announcementClosedForEdits, consentMissing } from './announcements.problems.ts'

/**
 * Whether whoever acts may say what goes out in a client's name: the client, or a coach where their consent is
 * recorded; with an address that is known to be theirs, in a practice whose owner's is.
 *
 * @throws 409
 */
export async function requireMayApprove(trx: PracticeTrx, clientId: string): Promise<void> {
  await requireVerifiedEmail(trx)
  if (trx.actor.kind !== 'member') return
  if (trx.actor.role === 'assistant') {
    throw announcementClosedForEdits(
      'It was approved: only the client, or a coach who may approve for them, changes it.',
    )
  }
  const { consents } = await getClient(trx, clientId)
  if (!consents.coachApprovesForMe) {
    throw consentMissing('Record when and how the client agreed, or let the client approve.')
  }
}
