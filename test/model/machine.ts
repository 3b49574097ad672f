import type { AttemptEnd, Lane, MessageStatus } from '../../src/modules/messages/messages.rules.ts'

/*
 * The send machine on a sheet of paper: what the ledger, the outbox and the agenda hold of one practice, and nothing of
 * how. Which status may follow which, what a verdict is and what is late are asked of the real rules.
 */

/** A row of the ledger, as far as it decides what happens. */
export interface Letter {
  id: string
  kind: string
  lane: Lane
  reader: string
  campaign: string | undefined
  status: MessageStatus
  attempt: number
  /** The claim that holds it. */
  leaseId: string | undefined
  /** Its body was about to leave. */
  begun: boolean
  /** How its attempt ended, noted and not booked yet. */
  noted: AttemptEnd | undefined
  nextAttemptAt: Date
  giveUpAt: Date
  timeline: { status: MessageStatus }[]
}

/** What a worker knows of a letter from its claim on. */
export type Claimed = Pick<Letter, 'id' | 'kind' | 'attempt' | 'giveUpAt' | 'timeline'> & { leaseId: string }

export interface Machine {
  letters: Letter[]
  /** What was said of campaigns; of others nothing was yet, and their letters leave. */
  campaigns: Map<string, { state: 'open' | 'held' | 'cancelled'; resumedAt?: Date }>
  suppressed: Set<string>
  /** The outbox: lanes for which work stands there. */
  work: Set<Lane>
  /** The agenda: leases that may expire. */
  leases: Set<string>
  /** The agenda: when a lane is woken because of letters that were put off. */
  wakings: { lane: Lane; at: number }[]
}

export const newMachine = (): Machine => ({
  letters: [],
  campaigns: new Map(),
  suppressed: new Set(),
  work: new Set(),
  leases: new Set(),
  wakings: [],
})

/** What a letter's campaign may do; what is of none may always leave. */
export const stateOf = ({ campaigns }: Machine, { campaign }: Pick<Letter, 'campaign'>): string =>
  campaigns.get(campaign ?? '')?.state ?? 'open'

export const letterOf = ({ letters }: Machine, id: string): Letter => letters.find((letter) => letter.id === id)!
