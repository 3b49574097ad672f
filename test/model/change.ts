import { accountKinds, type MessageStatus, messageTransitions } from '../../src/modules/messages/messages.rules.ts'
import type { Letter, Machine } from './machine.ts'

export interface Change {
  status: MessageStatus
  attempt?: number
  nextAttemptAt?: Date
  giveUpAt?: Date
  /** It is told on the timeline, also where the attempt is taken back. */
  detail?: string
  takesBack?: boolean
  via?: MessageStatus
}

/** Changes a letter's status if the table of transitions lets it. */
export function change(machine: Machine, letter: Letter, to: Change): boolean {
  if (!messageTransitions[letter.status].includes(to.status)) return false
  if (to.takesBack) letter.timeline = letter.timeline.slice(0, -1)
  if (to.via) letter.timeline = [...letter.timeline, { status: to.via }]
  const leavesNoTrace = to.takesBack && to.status === 'queued' && !to.detail
  if (!leavesNoTrace) letter.timeline = [...letter.timeline, { status: to.status }]
  letter.status = to.status
  letter.attempt = to.attempt ?? letter.attempt
  letter.nextAttemptAt = to.nextAttemptAt ?? letter.nextAttemptAt
  letter.giveUpAt = to.giveUpAt ?? letter.giveUpAt
  letter.leaseId = undefined
  letter.noted = undefined
  if (to.status === 'queued') letter.begun = false
  if (to.status === 'bounced' || to.status === 'complained') machine.suppressed.add(letter.reader)
  return true
}

/** As `change` for what was in a worker's hands: what goes back into the queue is taken out again in time. */
export function settle(machine: Machine, letter: Letter, to: Change, now: Date): void {
  if (!change(machine, letter, to) || letter.status !== 'queued') return
  const { lane, nextAttemptAt } = letter
  if (nextAttemptAt <= now) machine.work.add(lane)
  else wakeAt(machine, lane, Math.ceil(nextAttemptAt.getTime() / wakingMs) * wakingMs)
}

/** Wakings stand on the agenda at full ten seconds. */
export const wakingMs = 10_000

function wakeAt({ wakings }: Machine, lane: Letter['lane'], at: number): void {
  if (!wakings.some((waking) => waking.lane === lane && waking.at === at)) wakings.push({ lane, at })
}

/** Nothing goes to suppressed readers but what they need to get at their account. */
export const isBlocked = ({ suppressed }: Machine, { kind, reader }: Pick<Letter, 'kind' | 'reader'>): boolean =>
  suppressed.has(reader) && !accountKinds.includes(kind)
