import {
  type Policy,
  policyAt,
  type PolicyVersion,
  isSuspending,
  type Step,
} from '../enforcement-policy/policy.rules.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { type Climb, climb, nudgeOf, type Rung, warningOf } from './climbing.rules.ts'
import {
  isAsHard,
  isInForce,
  isOpenProposal,
  isSuspension,
  type Standing,
  standingOf,
  type StepFact,
} from './standing.rules.ts'
import { type LadderPeriod, type Week, weekOf, weeksOf } from './weeks.rules.ts'

/*
 * The verdict: a pure function of the policies, the ledger, what became of earlier steps, and the time.
 */

/** A period whose pace was looked at, at the instant that a step asks for. */
export interface PaceFact {
  periodId: string
  atFraction: number
  behind: boolean
}

export interface LadderFacts {
  /** In the order in which they came into force; at least one. */
  versions: PolicyVersion[]
  ledger: readonly LadderPeriod[]
  steps: readonly StepFact[]
  paces: readonly PaceFact[]
  now: Date
}

/** A step that is due now and was never planned. */
export interface DueStep {
  key: string
  step: Step
  version: number
  /** The Monday of the week that brings it about. */
  week: string | null
  periodIds: string[]
}

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
  /** Suspensions that are proposed or planned, though the warning that they rested on did not arrive. */
  unfounded: StepFact[]
}

const dayMs = 24 * 3_600_000
/** A week that ended longer ago brings nothing about any more: nobody would know what it is about. */
const staleAfterMs = 28 * dayMs
/** What a client has at least, between a warning and the end of the week that a suspension rests on. */
const timeToActMs = dayMs

export function verdictOn(facts: LadderFacts): Verdict {
  const { versions, ledger, steps, now } = facts
  const { policy } = policyAt(versions, now)
  const weeks = weeksOf(ledger, policy)
  const freshStarts = steps.flatMap(({ endedAt }) => endedAt ?? []).toSorted((a, b) => a.getTime() - b.getTime())
  const climbed = climb(weeks, {
    policyOf: ({ decidedAt }) => policyAt(versions, decidedAt!).policy,
    freshStarts,
  })
  const checked = steps.filter(({ takenBy, week, endedAt }) => takenBy === 'ladder' && week !== null && !endedAt)
  const isCaused = (step: StepFact) => causeHolds(step, facts, freshStarts)
  const gone = checked.filter((step) => ['planned', 'held', 'taken'].includes(step.status) && !isCaused(step))
  const back = checked.filter((step) => step.status === 'retracted' && !step.superseded && isCaused(step))
  const standing = standingOf(climbed, settled(steps, { gone, back }))
  const frozen = ledger.some(({ disputed }) => disputed)
  const due = frozen || standing === 'suspended' ? [] : [...dueReminders(facts, policy), ...dueForWeeks(facts, climbed)]
  const superseded = steps.filter(
    (step) =>
      step.status === 'planned' &&
      step.week !== null &&
      due.some(({ step: newer, week }) => newer.action === step.action && week !== null && week > step.week!),
  )
  const unfounded = steps.filter(
    ({ action, status, takenBy }) =>
      isSuspending(action) && status === 'planned' && takenBy === 'ladder' && !hasWarning(steps, climbed),
  )
  return { standing, climb: climbed, weeks, frozen, due, gone, back, superseded, unfounded }
}

/** Whether there is a warning that a suspension can rest on: taken, arrived, and not overcome since. */
export const hasWarning = (steps: readonly StepFact[], { restoredAt }: Pick<Climb, 'restoredAt'>): boolean =>
  steps.some(
    (step) => step.action === 'warn' && isInForce(step, restoredAt) && !step.undelivered && step.acceptedAt !== null,
  )

/** The steps as they are once what the verdict says has been done. */
function settled(steps: readonly StepFact[], { gone, back }: Pick<Verdict, 'gone' | 'back'>): StepFact[] {
  return steps
    .filter((step) => !gone.includes(step))
    .map((step) => (back.includes(step) && step.mailed ? { ...step, status: 'taken' } : step))
}

/** Whether the ledger still brings a step about, by the policy under which it was planned. */
function causeHolds(step: StepFact, { versions, ledger }: LadderFacts, freshStarts: Date[]): boolean {
  const { policy } = versions.find(({ version }) => version === step.version) ?? versions[0]!
  const { rungs } = climb(weeksOf(ledger, policy), { policyOf: () => policy, freshStarts })
  if (rungs.some((rung) => rung.week.startsOn === step.week && isAsHard(rung.step.action, step.action))) return true
  return step.action === 'nudge' && missedGently(ledger).some(({ week }) => week === step.week)
}

function dueForWeeks(facts: LadderFacts, climbed: Climb): DueStep[] {
  const { versions, ledger, steps, now } = facts
  const isOpen = (week: string, endsAt: Date) =>
    addMilliseconds(endsAt, staleAfterMs) > now && !steps.some((step) => step.week === week)
  const rungs = climbed.rungs.filter(({ week }) => climbed.since.includes(week) && isOpen(week.startsOn, week.endsAt))
  const due = rungs.flatMap((rung) => {
    const { version, policy } = policyAt(versions, rung.week.decidedAt!)
    const step = allowed(rung, policy, steps, climbed)
    const week = rung.week.startsOn
    return step ? [{ key: `${step.action} ${week}`, step, version, week, periodIds: rung.week.missed }] : []
  })
  const gently = missedGently(ledger).flatMap(({ week, period }) => {
    const { version, policy } = policyAt(versions, period.judgedAt ?? period.endsAt)
    const step = nudgeOf(policy)
    const isTaken = !isOpen(week, period.endsAt) || due.some((one) => one.week === week)
    return step && !isTaken ? [{ key: `nudge ${week}`, step, version, week, periodIds: [period.periodId] }] : []
  })
  return onlyNewest([...due, ...gently])
}

/**
 * What a rung comes to. A suspension rests on a warning that came in time: it waits while one is under way, and a warning
 * comes in its place where there was none.
 */
function allowed(
  { step, week }: Rung,
  policy: Policy,
  steps: readonly StepFact[],
  { restoredAt }: Climb,
): Step | undefined {
  if (!isSuspending(step.action)) return step
  if (steps.some((one) => isOpenProposal(one) || isSuspension(one))) return undefined
  const warnings = steps.filter(({ action }) => action === 'warn')
  const isUnderWay = ({ status, acceptedAt }: StepFact) =>
    status === 'planned' || status === 'held' || (status === 'taken' && acceptedAt === null)
  if (warnings.some(isUnderWay)) return undefined
  const inForce = warnings.filter((warning) => isInForce(warning, restoredAt) && !warning.undelivered)
  if (inForce.length === 0) return warningOf(policy)
  const inTime = addMilliseconds(week.endsAt, -timeToActMs)
  return inForce.some(({ acceptedAt }) => acceptedAt! <= inTime) ? step : undefined
}

/** When many weeks are judged at once, each kind of step is taken for the last of them only. */
const onlyNewest = (due: DueStep[]): DueStep[] =>
  due.filter(({ step, week }) => !due.some((other) => other.step.action === step.action && other.week! > week!))

const missedGently = (ledger: readonly LadderPeriod[]): { week: string; period: LadderPeriod }[] =>
  ledger
    .filter(({ gentle, period, status }) => gentle && period !== 'day' && status === 'missed')
    .map((period) => ({ week: weekOf(period), period }))

/** One reminder for all that are behind at once; none about a period that a reminder of that step was about. */
function dueReminders({ versions, ledger, steps, paces, now }: LadderFacts, policy: Policy): DueStep[] {
  const { version } = policyAt(versions, now)
  return policy.steps.flatMap((step) => {
    if (step.trigger.kind !== 'behind_pace') return []
    const { atFraction } = step.trigger
    const prefix = `${step.action} at ${atFraction} `
    const told = new Set(steps.filter(({ key }) => key.startsWith(prefix)).flatMap(({ periodIds }) => periodIds))
    const behind = ledger
      .filter(({ periodId, status, endsAt }) => status === 'open' && endsAt > now && !told.has(periodId))
      .filter(({ periodId }) =>
        paces.some((one) => one.periodId === periodId && one.atFraction === atFraction && one.behind),
      )
      .map(({ periodId }) => periodId)
    return behind.length > 0 ? [{ key: `${prefix}${behind[0]}`, step, version, week: null, periodIds: behind }] : []
  })
}
