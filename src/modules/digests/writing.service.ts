import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { digestsChosen, sendQuarterly } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Office } from '../links/office.service.ts'
import { getCoachOf, getMember } from '../members/members.service.ts'
import { type NewMessage, queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import { composeClientDigest } from './client-digest.service.ts'
import { composeCoachDigest } from './coach-digest.service.ts'
import { claimPlanned, type Digest, findSchedule, hasPlanned, markWritten, readHistory } from './digests.repository.ts'
import { seedOf } from './rotation.rules.ts'

/** So many in a row without a click, and they come quarterly. */
const patience = 12

/**
 * Writes one digest that is planned: its mail is queued in the very transaction that notes it as sent, so that there is
 * one however often this is tried. One that has nothing to say is not sent, unless the practice wants it.
 *
 * @param except those that could not be written a moment ago: the others do not wait for them
 * @returns whether there may be more, or others have the rest in hands, or none is left
 * @throws what kept one from being written, with its id as `digestId`
 */
export async function writeNextDigest(
  trx: PracticeTrx,
  office: Office,
  except: readonly string[] = [],
): Promise<'maybe_more' | 'in_other_hands' | 'none'> {
  const digest = await claimPlanned(trx, except)
  if (!digest) return (await hasPlanned(trx)) ? 'in_other_hands' : 'none'
  await writeDigest(trx, office, digest).catch((cause: unknown) => {
    throw Object.assign(new Error('a digest could not be written', { cause }), { digestId: digest.id })
  })
  return 'maybe_more'
}

/** Writes a digest that is planned and held, and says what became of it. */
export async function writeDigest(trx: PracticeTrx, office: Office, digest: Digest): Promise<Written> {
  const written = digest.clientId
    ? await writeForClient(trx, office, digest, digest.clientId)
    : await writeForCoach(trx, office, digest, digest.memberId!)
  await markWritten(trx, digest.id, written)
  await recordEvent(trx, {
    kind: `digest.${written.status}`,
    subjectId: digest.id,
    clientId: digest.clientId,
    payload: { period: digest.period },
  })
  return written
}

/** The digest that could not be written, of an error that `writeNextDigest` threw. */
export const digestOf = (error: unknown): string | undefined => (error as { digestId?: string }).digestId

type Written = Parameters<typeof markWritten>[2]

async function writeForClient(trx: PracticeTrx, office: Office, digest: Digest, clientId: string): Promise<Written> {
  const client = await getClient(trx, clientId)
  // Whatever was changed since it was planned holds.
  const schedule = await findSchedule(trx, clientId)
  if (!schedule) return { status: 'dropped' }
  const history = await readHistory(trx, clientId)
  const linkTo = linksOf(trx, office, clientId)
  const { facts, contactIds, isQuiet } = await composeClientDigest(trx, client, { history, linkTo })
  if (schedule.quarterlySince && history.withoutClick < patience) await digestsChosen(trx, { clientIds: [clientId] })
  if (isQuiet && !(await getPractice(trx)).digests.whenQuiet) return { status: 'quiet' }
  const becomesQuarterly = !schedule.quarterlySince && client.digest !== 'quarterly' && history.withoutClick >= patience
  if (becomesQuarterly) await sendQuarterly(trx, clientId)
  const said = { ...facts, becomesQuarterly }
  const letter = await letterFor(trx, 'client_digest', said, { seed: seedOf(clientId, history), locale: client.locale })
  const coach = await getCoachOf(trx, client)
  const messageId = await queueMessage(trx, {
    ...letter,
    ...headersOf(facts.stopLink!),
    kind: 'client_digest',
    lane: 'transactional',
    clientId,
    about: { kind: 'digest', id: digest.id },
    from: { name: coach.name, address: office.mailFrom },
    to: { name: client.name, address: client.email },
    replyTo: office.answersTo(clientId, coach),
  })
  return { status: 'sent', messageId, contactIds }
}

async function writeForCoach(trx: PracticeTrx, office: Office, digest: Digest, memberId: string): Promise<Written> {
  if (!(await findSchedule(trx, memberId))) return { status: 'dropped' }
  const member = await getMember(trx, memberId)
  const { name, timeZone, digests } = await getPractice(trx)
  const history = await readHistory(trx, memberId)
  const linkTo = linksOf(trx, office, member.userId)
  const { facts, isQuiet } = await composeCoachDigest(trx, member, { history, timeZone, linkTo })
  if (isQuiet && !digests.whenQuiet) return { status: 'quiet' }
  const letter = await letterFor(trx, 'coach_digest', facts, { seed: seedOf(memberId, history) })
  const messageId = await queueMessage(trx, {
    ...letter,
    ...headersOf(facts.stopLink!),
    kind: 'coach_digest',
    lane: 'transactional',
    userId: member.userId,
    about: { kind: 'digest', id: digest.id },
    from: { name, address: office.mailFrom },
    to: { name: member.name, address: member.email },
  })
  return { status: 'sent', messageId }
}

const linksOf =
  (trx: PracticeTrx, office: Office, holderId: string) =>
  (purpose: Parameters<Office['linkTo']>[1], subjectId: string): string =>
    office.linkTo(trx, purpose, { holderId, subjectId })

/** RFC 2369 and RFC 8058: mail programs show a button that stops it. */
const headersOf = (stopLink: string): Pick<NewMessage, 'headers'> => ({
  headers: { 'List-Unsubscribe': `<${stopLink}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
})
