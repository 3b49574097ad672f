import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { planSoon } from '../cadences/planning.service.ts'
import { recordEvents } from '../events/events.service.ts'
import { offerHelpTo, withdrawHelpFrom } from '../help-offers/offering.service.ts'
import type { OwnerOutcome } from '../messages/ledger.service.ts'
import { transitionRefused } from './announcements.problems.ts'
import { mayBecome, recipientTransitions } from './announcements.rules.ts'
import { announcementSettles } from './announcements.service.ts'
import { callInstead } from './calling.service.ts'
import { listUndeliverable } from './candidates.repository.ts'
import { moveRecipients } from './recipients.repository.ts'
import { getRecipientLocked } from './recipients.service.ts'

/**
 * What became of notes, as the message ledger tells it: recipients follow, and a note that bounced becomes a call.
 * Whether the campaign is complete is looked at in a step of its own: here messages are held, and whoever holds an
 * announcement goes on to hold its messages.
 */
export async function followOutcomes(trx: PracticeTrx, outcomes: OwnerOutcome[]): Promise<void> {
  const notSent = outcomes.filter(({ status }) => status === 'suppressed').map(({ subjectId }) => subjectId)
  const undeliverable = await listUndeliverable(trx, notSent)
  const byStatus = Map.groupBy(outcomes, ({ subjectId, status }) => {
    if (status === 'cancelled') return 'ready'
    return status === 'suppressed' && undeliverable.has(subjectId) ? 'bounced' : status
  })
  for (const { subjectId } of byStatus.get('queued') ?? []) await requireWanted(trx, subjectId)
  const announcements = new Map<string, string>()
  for (const [status, of] of byStatus) {
    const moved = await moveRecipients(trx, of.map((one) => one.subjectId), status) // prettier-ignore
    await recordEvents(
      trx,
      moved.map(({ id, clientId }) => ({ kind: `announcement_recipient.${status}` as const, subjectId: id, clientId })),
    )
    const ids = moved.map(({ id }) => id)
    if (status === 'sent') await offerHelpTo(trx, moved.filter(({ offersHelp }) => offersHelp).map(({ id }) => id)) // prettier-ignore
    if (status === 'bounced') await withdrawHelpFrom(trx, ids)
    if (status === 'bounced') for (const id of ids) await callInstead(trx, id, 'the note came back')
    for (const { announcementId, clientId } of moved) announcements.set(announcementId, clientId)
  }
  if (byStatus.has('sent')) await planSoon(trx, [...new Set(announcements.values())].toSorted())
  // In one order, so that two workers never wait for each other.
  for (const [subjectId, clientId] of [...announcements].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await schedule(trx, { kind: announcementSettles, subjectId, clientId, dueAt: atFullSecond(trx.now) })
  }
}

/**
 * Somebody wants a note sent once more. It did not arrive or may not have, so nobody who holds its announcement waits
 * for it, and the announcement can be held here.
 *
 * @throws 409 when its campaign does not run, or its reader was told or excused meanwhile
 */
async function requireWanted(trx: PracticeTrx, recipientId: string): Promise<void> {
  const { announcement, recipient } = await getRecipientLocked(trx, recipientId)
  if (announcement.status !== 'sending') throw transitionRefused(`The announcement is ${announcement.status}.`)
  if (!mayBecome(recipientTransitions, recipient.status, 'queued'))
    throw transitionRefused(`This recipient is ${recipient.status} and cannot become queued.`)
}

/** Many outcomes a second ask for the same, and all but the first find that it stands there. */
const atFullSecond = (now: Date): Date => new Date(Math.floor(now.getTime() / 1000) * 1000)
