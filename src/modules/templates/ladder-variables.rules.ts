import type { Described } from './template-variables.rules.ts'
import type { LadderKind } from './ladder-facts.rules.ts'

const toClient = {
  client_first_name: { meaning: 'What the client is called.' },
  coach_name: { meaning: 'Who writes: the coach.' },
} satisfies Record<string, Described>
const toCoach = {
  coach_name: { meaning: 'What the coach is called.' },
  client_name: { meaning: 'Whom it is about.' },
} satisfies Record<string, Described>
const accounts = {
  commitments: {
    type: 'list',
    with: 'agreed',
    meaning: 'Each commitment in each period that the letter is about.',
    fields: {
      title: { always: true, meaning: 'What was agreed, as it was written down.' },
      done: { meaning: 'What came of it, in numbers.' },
      missing: { meaning: 'What is missing, in numbers.' },
      until: { always: true, meaning: 'When the period ends, to the minute.' },
      each: { always: true, meaning: 'How often it comes: “every week”.' },
      share: { meaning: 'What the first period asks, where it is shorter than a whole one.' },
      part: { meaning: 'On how many of its days something is asked, where that is not on all: “four days”.' },
      runs: { type: 'flag', meaning: 'Whether the period is not over.' },
      when: { always: true, meaning: 'Which period; goes on inside a sentence.' },
      occasion: { always: true, meaning: 'Which period; begins a line.' },
    },
  },
  agreed: { with: 'commitments', meaning: 'The titles of all of them, in quotation marks.' },
  several_titles: { type: 'flag', meaning: 'Whether these are several commitments.' },
  span: { meaning: '“week” or “month”, where all of them are that long.' },
} satisfies Record<string, Described>
const next = {
  next_step: { meaning: 'A sentence: what follows if things stay as they are.' },
  next_end: { meaning: 'The last day of the week that decides about it.' },
} satisfies Record<string, Described>
const recovery = {
  recovery: { meaning: 'What puts it right.' },
  log_until: { meaning: 'Until which day it can still be noted.' },
} satisfies Record<string, Described>
const reason = { reason: { meaning: 'In the coach’s words, without a full stop.' } } satisfies Record<string, Described>
const byHand = { by_hand: { type: 'flag', meaning: 'Whether the coach took the step by hand.' } } as const
const effect = {
  takes_effect: { meaning: 'From which day on.' },
  makes_up: { type: 'flag', meaning: 'Whether doing what is missing ends, or has ended, the suspension.' },
} satisfies Record<string, Described>
const action = (meaning: string) => ({ action_link: { type: 'link', meaning } }) as const

const log = { log_link: { type: 'link', meaning: 'Where the client notes a conversation.' } } as const

/** What letters of the ladder may say. */
export const ladderVariables: Readonly<Record<LadderKind, Readonly<Record<string, Described>>>> = {
  commitment_proposed: {
    ...toClient,
    ...accounts,
    ...next,
    ...action('Where the client agrees.'),
    starts_on: { meaning: 'The first day that counts.' },
    ends_on: { meaning: 'The last one.' },
  },
  reminder: {
    ...toClient,
    ...accounts,
    ...next,
    ...reason,
    people: { meaning: 'Whom to begin with: one or two names.' },
    one_person: { type: 'flag', meaning: 'Whether it is one name.' },
    ...log,
  },
  nudge: {
    ...toClient,
    ...accounts,
    ...next,
    ...recovery,
    ...reason,
    ...log,
    break_link: { type: 'link', meaning: 'Where the client takes a break.' },
  },
  warning: {
    ...toClient,
    ...accounts,
    ...next,
    ...recovery,
    ...reason,
    ...byHand,
    ...action('Where the client says that it is wrong.'),
    ...log,
  },
  warning_heads_up: {
    ...toCoach,
    ...accounts,
    ...next,
    ...action('Where the coach holds the warning.'),
    excuse_link: { type: 'link', meaning: 'Where the coach excuses the latest period.' },
    goes_out: { meaning: 'When the warning goes out.' },
  },
  suspension_proposed: { ...toCoach, ...accounts, ...next, ...action('Where the coach decides.') },
  suspended: { ...toClient, ...accounts, ...next, ...reason, ...byHand, ...effect, ...log },
  reinstated: { ...toClient, ...accounts, ...next, ...reason, ...effect },
  retraction: {
    ...toClient,
    ...accounts,
    ...next,
    what: { meaning: 'What is taken back; begins a sentence.' },
  },
}
