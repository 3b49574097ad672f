import type { Policy, Step, Trigger } from '../enforcement-policy/policy.rules.ts'
import type { Week } from './weeks.rules.ts'

/** What a missed week brings about by a ladder. */
export interface Rung {
  week: Week
  step: Step
  /** What was missed in the weeks that its trigger counts. */
  periodIds: string[]
}

export interface Climb {
  /** One for each missed week that brings something about. */
  rungs: Rung[]
  /** The judged weeks since good standing was last restored. */
  since: Week[]
  /** When it was last restored: by met weeks, or by a fresh start. */
  restoredAt: Date | undefined
}

/**
 * Goes through the judged weeks in their order. What is neutral or undecided is passed over.
 *
 * @param policyOf the policy that a week is held against
 * @param freshStarts reinstatements, landings: weeks that ended before one say nothing about those after it
 */
export function climb(
  weeks: readonly Week[],
  { policyOf, freshStarts }: { policyOf: (week: Week) => Policy; freshStarts: readonly Date[] },
): Climb {
  const rungs: Rung[] = []
  let since: Week[] = []
  let metInARow = 0
  let restoredAt = freshStarts.at(-1)
  for (const week of weeks) {
    if (week.status !== 'met' && week.status !== 'missed') continue
    const policy = policyOf(week)
    since = [...since.filter(({ endsAt }) => !freshStarts.some((at) => endsAt <= at && at < week.endsAt)), week]
    metInARow = week.status === 'met' ? metInARow + 1 : 0
    if (metInARow >= policy.recoverAfterMetWeeks) {
      since = []
      restoredAt = later(restoredAt, week.decidedAt)
    }
    if (week.status === 'met') continue
    const step = stepOf(policy, since)
    if (step) rungs.push({ week, step, periodIds: counted(step.trigger, since).flatMap(({ missed }) => missed) })
  }
  since = since.filter(({ endsAt }) => !freshStarts.some((at) => endsAt <= at))
  return { rungs, since, restoredAt }
}

/** The hardest step that judged weeks bring about, the last of which is missed. */
export const stepOf = ({ steps }: Pick<Policy, 'steps'>, judged: readonly Week[]): Step | undefined =>
  steps.findLast(({ trigger }) => holds(trigger, judged))

/** The step that comes instead of a suspension as long as there was no warning to rest it on. */
export const warningOf = ({ steps }: Pick<Policy, 'steps'>): Step | undefined =>
  steps.findLast(({ action }) => action === 'warn')

/** The step that nudges because of a missed week; the most that gentle commitments bring about. */
export const nudgeOf = ({ steps }: Pick<Policy, 'steps'>): Step | undefined =>
  steps.find(({ action, trigger }) => action === 'nudge' && trigger.kind !== 'behind_pace')

/** How many weeks in a row have just been missed. */
export const missedInARow = (judged: readonly Week[]): number =>
  judged.length - 1 - judged.findLastIndex(({ status }) => status === 'met')

/** How many weeks in a row have just been met. */
export const metInARow = (judged: readonly Week[]): number =>
  judged.length - 1 - judged.findLastIndex(({ status }) => status === 'missed')

function holds(trigger: Trigger, judged: readonly Week[]): boolean {
  switch (trigger.kind) {
    case 'behind_pace':
      return false
    case 'missed_in_a_row':
      return missedInARow(judged) >= trigger.weeks
    case 'missed_of_last':
      return counted(trigger, judged).length >= trigger.missed
  }
}

/** The missed weeks that a trigger counts, of those that were judged. */
function counted(trigger: Trigger, judged: readonly Week[]): Week[] {
  if (trigger.kind === 'behind_pace') return []
  const last = trigger.kind === 'missed_in_a_row' ? trigger.weeks : trigger.of
  return judged.slice(-last).filter(({ status }) => status === 'missed')
}

const later = (a: Date | undefined, b: Date | undefined): Date | undefined => (!a || (b && b > a) ? b : a)
