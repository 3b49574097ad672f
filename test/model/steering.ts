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
    held: false,
    lastAttempt: false,
    nextAttemptAt: now,
    giveUpAt: addMilliseconds(now, giveUpAfterMs),
    timeline: [{ status: 'queued' }],
  })
  machine.work.add(letter.lane)
}

/** Nothing of a held campaign begins to leave; what was claimed goes back. */
export function hold(machine: Machine, campaign: string): void {
  for (const letter of openOf(machine, campaign)) {
    letter.held = true
    if (letter.begun) continue
    if (letter.status === 'sending')
      change(machine, letter, { status: 'queued', attempt: letter.attempt - 1, takesBack: true })
  }
}

/** What was held may leave again, at once and with its time before it. */
export function resume(machine: Machine, campaign: string, now: Date): void {
  for (const letter of machine.letters.filter((one) => one.campaign === campaign && one.held)) {
    letter.held = false
    letter.nextAttemptAt = now
    letter.giveUpAt = addMilliseconds(now, giveUpAfterMs)
    if (letter.status === 'queued') machine.work.add(letter.lane)
  }
}

/** What is on the wire cannot be called back, but is not tried again. */
export function cancel(machine: Machine, campaign: string): void {
  for (const letter of openOf(machine, campaign)) letter.lastAttempt = letter.begun
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
