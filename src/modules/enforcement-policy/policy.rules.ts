/*
 * What a practice's ladder is made of. Weeks are those of the ladder: Monday to Sunday by the last local day of a period.
 */

/** From the mildest to the hardest. */
export const actions = ['remind', 'nudge', 'warn', 'propose_suspension', 'suspend'] as const
export type Action = (typeof actions)[number]

export type Trigger =
  /** This much of a period is over, from 0 to 1, and less is done than would be expected by then. */
  | { kind: 'behind_pace'; atFraction: number }
  | { kind: 'missed_in_a_row'; weeks: number }
  | { kind: 'missed_of_last'; missed: number; of: number }

export interface Step {
  trigger: Trigger
  action: Action
  /** The template of its mail. */
  template: string
  /** Who gets a copy of what the client gets. */
  copyTo: 'coach'[]
}

export interface Policy {
  /** How long after its end a period is judged. */
  graceHours: number
  /** For how long after its end something that is logged late still counts. */
  lateWindowDays: number
  /** How long ahead a client may declare a break by themselves. */
  breakNoticeDays: number
  /** Local days on which nothing is expected of anybody, `YYYY-MM-DD`. */
  holidays: string[]
  /** How long the coach may hold a warning before it goes out. */
  headsUpHours: number
  /** Whether a missed day makes its week a missed one; else days only remind. */
  daysCount: boolean
  /** So many met weeks in a row restore good standing. */
  recoverAfterMetWeeks: number
  /** Whether a suspension ends by itself once what was owed has been done. */
  makingUpReinstates: boolean
  /** From the mildest to the hardest. */
  steps: Step[]
}

/** A policy from the moment in which it came into force. */
export interface PolicyVersion {
  version: number
  policy: Policy
  from: Date
}

/** The ladder of a practice that has not written its own. */
export const defaultPolicy: Policy = {
  graceHours: 12,
  lateWindowDays: 7,
  breakNoticeDays: 2,
  holidays: [],
  headsUpHours: 24,
  daysCount: false,
  recoverAfterMetWeeks: 2,
  makingUpReinstates: false,
  steps: [
    { trigger: { kind: 'behind_pace', atFraction: 0.6 }, action: 'remind', template: 'reminder', copyTo: [] },
    { trigger: { kind: 'missed_in_a_row', weeks: 1 }, action: 'nudge', template: 'nudge', copyTo: [] },
    { trigger: { kind: 'missed_in_a_row', weeks: 2 }, action: 'warn', template: 'warning', copyTo: ['coach'] },
    {
      trigger: { kind: 'missed_in_a_row', weeks: 3 },
      action: 'propose_suspension',
      template: 'suspension_proposed',
      copyTo: [],
    },
  ],
}

/** Which templates can say what an action has to say; the first is the usual one. */
export const templatesOf: Record<Action, readonly [string, ...string[]]> = {
  remind: ['reminder'],
  nudge: ['nudge', 'reminder'],
  warn: ['warning'],
  propose_suspension: ['suspension_proposed'],
  suspend: ['suspended'],
}

export const severityOf = (action: Action): number => actions.indexOf(action)

/** Whether this is where the coach stops, or is asked to. */
export const isSuspending = (action: Action): boolean => severityOf(action) >= severityOf('propose_suspension')

/** The policy in force at an instant. @param versions in the order in which they came; at least one */
export const policyAt = (versions: PolicyVersion[], at: Date): PolicyVersion =>
  versions.findLast(({ from }) => from <= at) ?? versions[0]!
