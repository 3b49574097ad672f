import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { planPresentDigest } from '../digest-schedules/digest-schedules.service.ts'
import type { Office } from '../links/office.service.ts'
import { digestNotWanted, digestSaysNothing, digestWasSent } from './digests.problems.ts'
import { getDigest } from './digests.repository.ts'
import { previewOfClient } from './preview.service.ts'
import { writeDigest } from './writing.service.ts'

/**
 * Sends a client their digest of the present period now, and not at its hour; the next one comes with the next period, so
 * that there still is one in each at most.
 *
 * @returns the id of the message
 * @throws 404, 409 for who gets none, where there is nothing to say, and where that period's was sent
 */
export async function sendDigestNow(trx: PracticeTrx, office: Office, clientId: string): Promise<string> {
  await getClientLocked(trx, clientId)
  const { dueAt, wouldBeSent } = await previewOfClient(trx, clientId, office)
  if (!dueAt) throw digestNotWanted('Choose how often they get one first.')
  const id = await planPresentDigest(trx, clientId)
  if (!id) throw digestWasSent('The next one is on its way when its time has come.')
  if (!wouldBeSent) throw digestSaysNothing('Nobody is due, and nothing has happened since the last.')
  const { messageId } = await writeDigest(trx, office, await getDigest(trx, id))
  if (!messageId) throw digestSaysNothing()
  return messageId
}
