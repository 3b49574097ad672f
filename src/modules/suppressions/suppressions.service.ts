import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { recordEvent } from '../events/events.service.ts'
import {
  deleteSuppression,
  findSuppression,
  findSuppressionOf,
  findUnwilling,
  insertSuppression,
  type Suppression,
} from './suppressions.repository.ts'

export interface NewSuppression {
  email: string
  /** Stops what is written for one client; null: for any client of the practice. */
  clientId: string | null
  reason: Suppression['reason']
}

/**
 * From now on nothing goes to this address, account mails aside: messages ask at the last moment, so that it holds for
 * what is queued too. Asked for again, the one that stands is kept.
 *
 * @throws 404 for a client who is not there
 */
export async function suppress(
  trx: PracticeTrx,
  { email, clientId, reason }: NewSuppression,
): Promise<{ suppression: Suppression; isNew: boolean }> {
  const emailKey = normalizeAddress(email) ?? email.toLowerCase()
  const id = await insertSuppression(trx, {
    practiceId: trx.practiceId,
    clientId,
    scope: clientId ? 'client' : 'practice',
    email,
    emailKey,
    reason,
    createdAt: trx.now,
  }).catch((error: unknown) => {
    // The walls know which clients are there for the caller; the clients' room stands above this one.
    throw ['23503', '42501'].includes(sqlStateOf(error) ?? '') ? notFound() : error
  })
  if (id) await recordEvent(trx, { kind: 'suppression.created', subjectId: id, clientId, payload: { reason } })
  const suppression = await findSuppressionOf(trx, emailKey, clientId)
  return { suppression: suppression!, isNew: id !== undefined }
}

/** A suppression that the caller may see. @throws 404 */
export async function getSuppression(trx: PracticeTrx, id: string): Promise<Suppression> {
  const suppression = await findSuppression(trx, id)
  if (!suppression) throw notFound()
  return suppression
}

/**
 * Which of these addresses are of people who are not to be written to, for this client or for any of the practice, and
 * not merely because mail came back. What was said of another client is not looked at.
 *
 * @param emailKeys as contacts have them
 */
export const findUnwillingAddresses = async (
  trx: PracticeTrx,
  clientId: string,
  emailKeys: string[],
): Promise<Set<string>> => new Set(emailKeys.length === 0 ? [] : await findUnwilling(trx, clientId, emailKeys))

/** Lets mail through again. @throws 404 */
export async function liftSuppression(trx: PracticeTrx, id: string): Promise<void> {
  const lifted = await deleteSuppression(trx, id)
  if (!lifted) throw notFound()
  await recordEvent(trx, { kind: 'suppression.lifted', subjectId: id, clientId: lifted.clientId })
}
