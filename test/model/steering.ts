import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { giveUpAfterMs, type MessageStatus } from '../../src/modules/messages/messages.rules.ts'
import { change } from './change.ts'
import { type Letter, letterOf, type Machine } from './machine.ts'

/* What people and providers do. */

export type NewLetter = Pick<Letter, 'id' | 'kind' | 'lane' | 'reader' | 'campaign'>

export function queue(machine: Machine, letter: NewLetter, now: Date): void {
  machine.letters.push({
    ...letter,
    status: 'queued',
    attempt: 0,
    leaseId: undefined,
    begun: false,
    noted: undefined,
    nextAttemptAt: now,
    giveUpAt: addMilliseconds(now, giveUpAfterMs),
    timeline: [{ status: 'queued' }],
  })
  machine.work.add(letter.lane)
}

/** Nothing of a held campaign begins to leave; what was claimed goes back when it is about to. */
export function hold({ campaigns }: Machine, campaign: string): void {
  campaigns.set(campaign, { ...campaigns.get(campaign), state: 'held' })
}

/** What was held may leave again, with its time before it. */
export function resume({ campaigns, work }: Machine, campaign: string, now: Date): void {
  campaigns.set(campaign, { state: 'open', resumedAt: now })
  work.add('bulk')
}

/** What is on the wire cannot be called back, but is not tried again. */
export function cancel(machine: Machine, campaign: string): void {
  machine.campaigns.set(campaign, { state: 'cancelled' })
  recall(machine, campaign)
}

/** Takes back what has not left, in order to write it anew. */
export function recall(machine: Machine, campaign: string): void {
  for (const letter of openOf(machine, campaign)) if (!letter.begun) change(machine, letter, { status: 'cancelled' })
}

/** What a provider says of a letter, or a person of one in doubt. */
export const report = (machine: Machine, id: string, status: MessageStatus): boolean =>
  change(machine, letterOf(machine, id), { status })

/** A person sends once more what failed or is in doubt. */
export function resend(machine: Machine, id: string, now: Date): void {
  const letter = letterOf(machine, id)
  const giveUpAt = addMilliseconds(now, giveUpAfterMs)
  change(machine, letter, { status: 'queued', attempt: 0, nextAttemptAt: now, giveUpAt })
  machine.work.add(letter.lane)
}

const openOf = ({ letters }: Machine, campaign: string): Letter[] =>
  letters.filter(
    (letter) => letter.campaign === campaign && (letter.status === 'queued' || letter.status === 'sending'),
  )
