/** One commitment in one period: what was agreed, done and is missing. Days are local ones, `YYYY-MM-DD`. */
export interface AccountFact {
  title: string
  period: 'day' | 'week' | 'fortnight' | 'month' | 'once'
  startsOn: string
  /** Its last day. */
  lastDay: string
  /** "1 of 3 conversations", "none of 2 with somebody new" */
  done: readonly string[]
  /** "2 conversations", "2 with somebody new"; empty when it was met. */
  missing: readonly string[]
  /** What the first period asks, where it is shorter than a whole one. */
  share?: readonly string[]
  /** On how many of its days something is asked, where that is not on all. */
  daysAsked?: number
}

/** Every fact that a mail of the ladder can have; each kind says some of them. */
export interface LadderFacts {
  clientFirstName: string | null
  clientName?: string | null
  coachName: string | null
  /** The reader's local day. */
  writtenOn: string
  accounts: readonly AccountFact[]
  /** Whom to begin with. */
  people?: readonly string[]
  /** A sentence: what the ladder does next. */
  nextStep?: string | null
  /** The last day of the week that decides about the next step. */
  nextEndsOn?: string | null
  /** Until when what was done can still be logged. */
  logUntil?: string | null
  takesEffectOn?: string | null
  /** When a mail goes out: "Tuesday, January 20, at 12:00". */
  goesOut?: string | null
  /** What restores good standing: "two weeks in a row as agreed". */
  recovery?: string | null
  /** Making up what was owed ends a suspension. */
  makesUp?: boolean
  byHand?: boolean
  /** In the coach's words. */
  reason?: string | null
  /** Where to dispute, hold, decide or accept. */
  actionLink?: string | null
  /** Where a client notes a conversation, or takes a break; where a coach excuses the latest week. */
  logLink?: string | null
  breakLink?: string | null
  excuseLink?: string | null
  startsOn?: string | null
  endsOn?: string | null
  /** What a mail was about that is taken back: "a reminder of last week" */
  what?: string | null
}

const client = {
  clientFirstName: 'We do not know what to call this client.',
  coachName: 'The coach has no name to sign with.',
}
const commitments = { commitments: 'It does not say which commitment it is about.' }

/** Without these a mail of the ladder would have a hole. */
export const requiredLadderFacts = {
  commitment_proposed: { ...client, ...commitments, actionLink: 'There is no link to agree with.' },
  reminder: { ...client, ...commitments },
  nudge: { ...client, ...commitments },
  warning: client,
  warning_heads_up: {
    clientName: 'We do not know what this client is called.',
    goesOut: 'It does not say when the warning goes out.',
    actionLink: 'There is no link to hold it with.',
  },
  suspension_proposed: {
    clientName: 'We do not know what this client is called.',
    actionLink: 'There is no link to decide with.',
  },
  suspended: client,
  reinstated: client,
  retraction: client,
} as const

export type LadderKind = keyof typeof requiredLadderFacts
