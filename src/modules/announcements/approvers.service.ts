import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { requireVerifiedEmail } from '../users/users.service.ts'
import { announcementClosedForEdits, clientApproves, consentMissing } from './announcements.problems.ts'

/**
 * Whether whoever acts may say what goes out in a client's name: the client; a coach as the practice's rule says, which
 * is never without the client's recorded consent unless the client approves as well. Their address must be known to be
 * theirs, and so must that of the practice's owner.
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
  const { approvalRule } = await getPractice(trx)
  if (approvalRule === 'client') throw clientApproves('Ask the client to: `request-approval` mails them a link.')
  if (approvalRule === 'both') return
  const { consents } = await getClient(trx, clientId)
  if (!consents.coachApprovesForMe) {
    throw consentMissing('Record when and how the client agreed, or let the client approve.')
  }
}

/** Whether the practice has client and coach approve, both of them. */
export const bothMustApprove = async (trx: PracticeTrx): Promise<boolean> =>
  (await getPractice(trx)).approvalRule === 'both'
