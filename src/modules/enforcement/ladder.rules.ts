import { isSuspending, policyAt } from '../enforcement-policy/policy.rules.ts'
import { type Climb, climb } from './climbing.rules.ts'
import {
  type DueStep,
  dueForWeeks,
  dueReminders,
  type LadderFacts,
  lateWarnings,
  missedGently,
} from './due-steps.rules.ts'
import { isAsHard, isInForce, type Standing, standingOf, type StepFact } from './standing.rules.ts'
import { type Week, weeksOf } from './weeks.rules.ts'

/*
 * The verdict: a pure function of the policies, the ledger, what became of earlier steps, and the time.
 */

export interface Verdict {
  standing: Standing
  climb: Climb
  weeks: Week[]
  /** A dispute is not decided: no step is taken. */
  frozen: boolean
  due: DueStep[]
  /** Steps whose cause is gone: not taken after all, or taken back. */
  gone: StepFact[]
  /** Steps that were taken back, and whose cause has come back. */
  back: StepFact[]
  /** Planned steps in whose place a newer one is due. */
  superseded: StepFact[]
  /** Steps that nobody has heard of or decided on, of weeks that good standing has been restored since. */
  overcome: StepFact[]
  /** Warnings that a suspension would have rested on, had they been accepted in time: the ladder waits for a person. */
  tooLate: StepFact[]
  /** Suspensions that are proposed or planned, though the warning that they rested on did not arrive. */
  unfounded: StepFact[]
}

export function verdictOn(facts: LadderFacts): Verdict {
  const { versions, ledger, steps, now } = facts
  const { policy } = policyAt(versions, now)
  const weeks = weeksOf(ledger, ({ judgedAt }) => policyAt(versions, judgedAt ?? now).policy.daysCount)
  const freshStarts = freshStartsOf(facts)
  const climbed = climb(weeks, {
    policyOf: ({ decidedAt }) => policyAt(versions, decidedAt!).policy,
    freshStarts,
  })
  const checked = steps.filter(({ takenBy, week, endedAt }) => takenBy === 'ladder' && week !== null && !endedAt)
  const isCaused = causesOf(checked, facts, freshStarts)
  const gone = checked.filter((step) => ['planned', 'held', 'taken'].includes(step.status) && !isCaused(step))
  const isOver = ({ week, status, mailed }: StepFact) =>
    !(status === 'retracted' && mailed) &&
    ![...climbed.since, ...missedGently(ledger)].some((one) => one.startsOn === week)
  const overcome = checked.filter(
    (step) => ['planned', 'held'].includes(step.status) && isOver(step) && !gone.includes(step),
  )
  const back = checked.filter(
    (step) => step.status === 'retracted' && !step.superseded && isCaused(step) && !isOver(step),
  )
  const standing = standingOf(climbed, settled(steps, { gone: [...gone, ...overcome], back }))
  const frozen = ledger.some(({ disputed }) => disputed)
  const due = frozen || standing === 'suspended' ? [] : [...dueReminders(facts, policy), ...dueForWeeks(facts, climbed)]
  const superseded = steps.filter(
    (step) =>
      step.status === 'planned' &&
      step.week !== null &&
      due.some(({ step: newer, week }) => newer.action === step.action && week !== null && week > step.week!),
  )
  const unfounded = steps.filter(
    (step) =>
      isSuspending(step.action) &&
      step.status === 'planned' &&
      step.takenBy === 'ladder' &&
      ![...gone, ...overcome].includes(step) &&
      !hasWarning(steps, climbed),
  )
  const tooLate = frozen || standing === 'suspended' ? [] : lateWarnings(facts, climbed)
  return { standing, climb: climbed, weeks, frozen, due, gone, back, superseded, overcome, tooLate, unfounded }
}

/** Whether there is a warning that a suspension can rest on: taken, arrived, and not overcome since. */
export const hasWarning = (steps: readonly StepFact[], { restoredAt }: Pick<Climb, 'restoredAt'>): boolean =>
  steps.some(
    (step) => step.action === 'warn' && isInForce(step, restoredAt) && !step.undelivered && step.acceptedAt !== null,
  )

/**
 * From when on a client begins anew, the earliest first: reinstated, or with what comes after their search. A suspension that
 * was taken back has never been, and nothing begins with its end.
 */
const freshStartsOf = ({ steps, newBeginnings }: LadderFacts): Date[] => {
  const reinstated = steps.flatMap(({ status, endedAt }) => (status === 'retracted' ? [] : (endedAt ?? [])))
  return [...reinstated, ...newBeginnings].toSorted((a, b) => a.getTime() - b.getTime())
}

/** The steps as they are once what the verdict says has been done. */
function settled(steps: readonly StepFact[], { gone, back }: Pick<Verdict, 'gone' | 'back'>): StepFact[] {
  return steps
    .filter((step) => !gone.includes(step))
    .map((step) => (back.includes(step) && step.mailed ? { ...step, status: 'taken' } : step))
}

/** Says of steps whether the ledger still brings them about, by the policies under which they were planned. */
function causesOf(steps: readonly StepFact[], { versions, ledger }: LadderFacts, freshStarts: Date[]) {
  const rungsUnder = new Map(
    [...new Set(steps.map(({ version }) => version))].map((number) => {
      const { policy } = versions.find(({ version }) => version === number) ?? versions[0]!
      const weeks = weeksOf(ledger, () => policy.daysCount)
      return [number, climb(weeks, { policyOf: () => policy, freshStarts }).rungs]
    }),
  )
  const gently = missedGently(ledger)
  return ({ version, week, action }: StepFact): boolean =>
    rungsUnder.get(version)!.some((rung) => rung.week.startsOn === week && isAsHard(rung.step.action, action)) ||
    (action === 'nudge' && gently.some(({ startsOn }) => startsOn === week))
}
