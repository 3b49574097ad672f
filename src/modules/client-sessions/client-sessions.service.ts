import { notFound } from '../../errors.ts'
import { enterAsClient, enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { takingAtLeast } from '../../infra/security/even-time.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import {
  getHandle,
  issueHandle,
  resolveHandle,
  spendHandle,
  withdrawHandlesTo,
} from '../access-handles/access-handles.service.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Practice } from '../practices/practices.repository.ts'
import { getPractice } from '../practices/practices.service.ts'
import { countLinkRequest } from '../users/guesses.service.ts'
import { startSession, type Tokens } from '../users/sessions.service.ts'
import type { Origin } from '../users/sign-in.service.ts'
import type { AuthDeps } from '../users/users.service.ts'
import { mailSignInLink, signInMinutes } from './client-letters.service.ts'
import type { RequestSignInLinkBody } from './client-sessions.schemas.ts'
import { findClientsByEmail } from './clients-by-address.repository.ts'

/** What a client's front end needs to show its first screen. */
export interface SignedInClient extends Tokens {
  client: Client
  practice: Practice
}

/** Longer than the letters take to queue. */
const answerAfterMs = 250

/** Mails a link to every client with this address; nothing tells whether there is one. @throws 429 */
export async function requestSignInLinks(
  deps: AuthDeps,
  { email, practiceId }: RequestSignInLinkBody,
  { ip }: Origin,
): Promise<void> {
  const emailKey = normalizeAddress(email)!
  await countLinkRequest(deps, { emailKey, ip })
  await takingAtLeast(answerAfterMs, mailLinks(deps, emailKey, practiceId))
}

async function mailLinks(deps: AuthDeps, emailKey: string, practiceId: string | undefined): Promise<void> {
  for (const client of await findClientsByEmail(deps.db, emailKey, practiceId)) {
    await enterAsSystem(deps.db, client.practiceId, (trx) => mailSignInLink(trx, deps, client.clientId))
  }
}

/** Signs a client in; of several at once exactly one succeeds. @throws 404 link_refused */
export async function redeemSignInLink(deps: AuthDeps, token: string, requestId: string): Promise<SignedInClient> {
  return followSignInLink(deps, token, requestId, async (trx, client) => {
    const tokens = await startSession(trx, deps.signAccessToken, { clientId: client.id })
    return { ...tokens, client, practice: await getPractice(trx) }
  })
}

/**
 * Turns a link into a code for an app that the practice has not told us of: redeemed like the link, which is used up.
 *
 * @returns the code, good for ten minutes
 * @throws 404 link_refused
 */
export async function turnIntoCode(deps: Pick<AuthDeps, 'db'>, token: string, requestId: string): Promise<string> {
  return followSignInLink(deps, token, requestId, async (trx, { id }) => {
    const expiresAt = addMilliseconds(trx.now, signInMinutes * 60_000)
    await recordEvent(trx, { kind: 'client.sign_in_code_shown', subjectId: id, clientId: id })
    return issueHandle(trx, { kind: 'sign_in_link', subjectId: id, expiresAt })
  })
}

/** The practice that a link signs in to, without using it up; undefined when it is no longer good. */
export async function readSignInLink({ db }: Pick<AuthDeps, 'db'>, token: string): Promise<Practice | undefined> {
  const handle = await resolveHandle(db, ['sign_in_link'], token)
  if (!handle) return undefined
  return enterAsSystem(db, handle.practiceId, async (trx) =>
    handle.expiresAt && handle.expiresAt <= trx.now ? undefined : getPractice(trx),
  )
}

/** Uses up a client's link, and with it every other of theirs. */
async function followSignInLink<T>(
  { db }: Pick<AuthDeps, 'db'>,
  token: string,
  requestId: string,
  step: (trx: PracticeTrx, client: Client) => Promise<T>,
): Promise<T> {
  const { practiceId, subjectId: clientId } = await getHandle(db, 'sign_in_link', token)
  const outcome = await enterAsClient(db, { practiceId, clientId, requestId }, async (trx) => {
    const client = await getClientLocked(trx, clientId)
    await spendHandle(trx, 'sign_in_link', token)
    await withdrawHandlesTo(trx, 'sign_in_link', clientId)
    return step(trx, client)
  })
  if (outcome === undefined) throw notFound()
  return outcome
}
