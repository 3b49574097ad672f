import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { dropExpiredHandles, issueHandle } from '../access-handles/access-handles.service.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { getMember } from '../members/members.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import type { Letter } from '../templates/letter.rules.ts'
import { letterFor } from '../templates/letters.service.ts'
import { mayMail } from '../users/guesses.service.ts'
import { linkTo } from '../users/links.rules.ts'
import { type AuthDeps, requireVerifiedToInvite } from '../users/users.service.ts'
import { clientArchived, tooManyInvitations } from './client-sessions.problems.ts'

/** How long a link is good that a client asked for, and a code that a page of ours showed them. */
export const signInMinutes = 10
/** How long the link in a coach's welcome is good: nobody asked for it, so nobody waits for it. */
const welcomeMinutes = 7 * 24 * 60

type LetterDeps = Pick<AuthDeps, 'db' | 'guessKey' | 'publicUrl' | 'mailFrom'>

/** Mails a client the link they asked for; nothing to one who was put away. */
export async function mailSignInLink(trx: PracticeTrx, deps: LetterDeps, clientId: string): Promise<void> {
  const client = await getClientLocked(trx, clientId)
  if (client.status === 'archived') return
  const { name: practiceName } = await getPractice(trx)
  const { link, token, expiresAt } = await issueLink(trx, deps, clientId, signInMinutes)
  const facts = { link, validMinutes: signInMinutes, firstName: firstName(client.name), practiceName }
  await send(trx, client, {
    kind: 'sign_in_link',
    from: { name: practiceName, address: deps.mailFrom },
    letter: await letterFor(trx, 'sign_in_link', facts, { seed: clientId }),
    secret: token,
    expiresAt,
  })
  await recordEvent(trx, { kind: 'client.sign_in_link_mailed', subjectId: clientId, clientId })
}

/**
 * Mails a client their coach's welcome with a link to sign in.
 *
 * @throws 404, 409 for one put away or an inviter whose own address is not verified, 429 after five in an hour
 */
export async function inviteClient(trx: PracticeTrx, deps: LetterDeps, clientId: string): Promise<void> {
  if (trx.actor.kind !== 'member') throw notFound()
  const client = await getClientLocked(trx, clientId)
  if (client.status === 'archived') throw clientArchived('Resume them first.')
  await requireVerifiedToInvite(trx)
  if (!(await mayMail({ ...deps, db: trx }, normalizeAddress(client.email)!))) {
    throw tooManyInvitations('Let them look among the mails they have.', { retryAfterSeconds: 3600 })
  }
  const coach = await getMember(trx, client.coachId ?? trx.actor.id)
  const { link, token, expiresAt } = await issueLink(trx, deps, clientId, welcomeMinutes)
  const facts = {
    link,
    validMinutes: welcomeMinutes,
    clientFirstName: firstName(client.name) ?? client.name,
    coachName: coach.name,
  }
  await send(trx, client, {
    kind: 'welcome',
    from: { name: coach.name, address: deps.mailFrom },
    replyTo: coach.email,
    letter: await letterFor(trx, 'welcome', facts, { seed: clientId }),
    secret: token,
    expiresAt,
  })
  await recordEvent(trx, { kind: 'client.invited', subjectId: clientId, clientId })
}

/** Earlier links stay good while they last: whoever knows an address could otherwise break them by asking for more. */
async function issueLink(trx: PracticeTrx, { publicUrl }: LetterDeps, clientId: string, validMinutes: number) {
  await dropExpiredHandles(trx, 'sign_in_link', clientId)
  const expiresAt = addMilliseconds(trx.now, validMinutes * 60_000)
  const token = await issueHandle(trx, { kind: 'sign_in_link', subjectId: clientId, expiresAt })
  const { clientAppUrl: appUrl } = await getPractice(trx)
  return { token, expiresAt, link: linkTo('sign-in', token, { appUrl, publicUrl }) }
}

async function send(
  trx: PracticeTrx,
  client: Client,
  mail: {
    kind: 'sign_in_link' | 'welcome'
    from: { name: string; address: string }
    replyTo?: string
    letter: Letter
    secret: string
    expiresAt: Date
  },
): Promise<void> {
  const { letter, ...rest } = mail
  await queueMessage(trx, {
    ...rest,
    ...letter,
    lane: 'transactional',
    clientId: client.id,
    to: { name: client.name, address: client.email },
  })
}
