import { addMilliseconds } from '../../infra/time/calendar.ts'
import {
  isSuspending,
  type Policy,
  policyAt,
  type PolicyVersion,
  type Step,
} from '../enforcement-policy/policy.rules.ts'
import { type Climb, nudgeOf, type Rung, warningOf } from './climbing.rules.ts'
import { isAsHard, isInForce, isOpenProposal, isSuspension, type StepFact } from './standing.rules.ts'
import { type LadderPeriod, type Week, weekOf } from './weeks.rules.ts'

/*
 * Which steps are due, of those that were never planned.
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
  /** When a search landed or was given up, or the coaching was complete: what was missed before weighs nothing after it. */
  newBeginnings: readonly Date[]
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

const dayMs = 24 * 3_600_000
/** A week that ended longer ago brings nothing about any more: nobody would know what it is about. */
const staleAfterMs = 28 * dayMs
/** What a client has at least, between a warning and the end of what a suspension rests on. */
const timeToActMs = dayMs

/** What missed weeks bring about, and those of gentle commitments. */
export function dueForWeeks(facts: LadderFacts, climbed: Climb): DueStep[] {
  const { versions, ledger } = facts
  const due = openRungs(facts, climbed).flatMap((rung) => {
    const { version, policy } = policyAt(versions, rung.week.decidedAt!)
    const step = allowed(rung, policy, facts, climbed)
    const week = rung.week.startsOn
    return step ? [{ key: `${step.action} ${week}`, step, version, week, periodIds: rung.periodIds }] : []
  })
  const gently = missedGently(ledger).flatMap(({ startsOn: week, period }) => {
    const { version, policy } = policyAt(versions, period.judgedAt ?? period.endsAt)
    const step = nudgeOf(policy)
    const isTaken = !isOpen(facts, { startsOn: week, endsAt: period.endsAt }) || due.some((one) => one.week === week)
    return step && !isTaken ? [{ key: `nudge ${week}`, step, version, week, periodIds: [period.periodId] }] : []
  })
  return onlyNewest([...due, ...gently])
}

/** Whether a week may still bring something about: it is not long over, and has not done so yet. */
const isOpen = ({ steps, now }: LadderFacts, { startsOn, endsAt }: Pick<Week, 'startsOn' | 'endsAt'>): boolean =>
  addMilliseconds(endsAt, staleAfterMs) > now && !steps.some(({ week }) => week === startsOn)

/** The rungs that may still bring something about: a step as hard for a later week, or by hand, has said it all. */
const openRungs = (facts: LadderFacts, { rungs, since }: Climb): Rung[] =>
  rungs.filter(
    (rung) =>
      since.includes(rung.week) &&
      isOpen(facts, rung.week) &&
      !facts.steps.some((other) => isAsHard(other.action, rung.step.action) && hasSaid(other, rung)),
  )

const hasSaid = ({ week, takenBy, takenAt, status, periodIds }: StepFact, rung: Rung): boolean => {
  if (takenBy === 'ladder') return week !== null && week > rung.week.startsOn
  // What was said before a week was judged said nothing of how it ended.
  const isSaid = ['taken', 'held'].includes(status) && takenAt !== null && takenAt >= rung.week.decidedAt!
  return (status === 'planned' || isSaid) && rung.periodIds.every((id) => periodIds.includes(id))
}

/**
 * What a rung comes to. A suspension rests on a warning that came in time: it waits while one is under way, and a warning
 * comes in its place where there was none.
 */
function allowed(
  { step, week }: Rung,
  policy: Policy,
  { steps, ledger }: LadderFacts,
  { restoredAt }: Climb,
): Step | undefined {
  if (!isSuspending(step.action)) return step
  if (steps.some((one) => isOpenProposal(one) || isSuspension(one))) return undefined
  const warnings = steps.filter(({ action }) => action === 'warn')
  if (warnings.some(isUnderWay)) return undefined
  const inForce = warnings.filter((warning) => isInForce(warning, restoredAt) && !warning.undelivered)
  if (inForce.length === 0) return warningOf(policy)
  return inForce.some((warning) => cameInTime(warning, lostAt(week, ledger))) ? step : undefined
}

const isUnderWay = ({ status, takenBy, acceptedAt }: StepFact): boolean =>
  status === 'planned' || (status === 'held' && takenBy === 'ladder') || (status === 'taken' && acceptedAt === null)

/** When nothing more could be done about a missed week: the last of what was missed in it was over, whatever else runs. */
const lostAt = ({ missed }: Week, ledger: readonly LadderPeriod[]): Date =>
  new Date(Math.max(...ledger.flatMap(({ periodId, endsAt }) => (missed.includes(periodId) ? endsAt.getTime() : []))))

/** Whether a warning left its reader time to act, before what a suspension rests on was over. */
export const cameInTime = ({ acceptedAt }: Pick<StepFact, 'acceptedAt'>, over: Date): boolean =>
  acceptedAt !== null && acceptedAt <= addMilliseconds(over, -timeToActMs)

/**
 * Warnings that went out before a missed week was over, and were accepted too late, or not at all, for the suspension that
 * it would have brought about.
 */
export function lateWarnings(facts: LadderFacts, climbed: Climb): StepFact[] {
  const over = openRungs(facts, climbed).flatMap(({ step, week }) =>
    isSuspending(step.action) ? lostAt(week, facts.ledger) : [],
  )
  const warnings = facts.steps.filter((step) => step.action === 'warn' && isInForce(step, climbed.restoredAt))
  if (warnings.some((warning) => over.some((at) => cameInTime(warning, at)))) return []
  return warnings.filter(
    ({ undelivered, cameLate, takenAt }) => !undelivered && !cameLate && over.some((at) => takenAt! < at),
  )
}

/** When many weeks are judged at once, each kind of step is taken for the last of them only. */
const onlyNewest = (due: DueStep[]): DueStep[] =>
  due.filter(({ step, week }) => !due.some((other) => other.step.action === step.action && other.week! > week!))

/** What was missed of gentle commitments, with the Monday of its week. */
export const missedGently = (ledger: readonly LadderPeriod[]): { startsOn: string; period: LadderPeriod }[] =>
  ledger
    .filter(({ gentle, period, status }) => gentle && period !== 'day' && status === 'missed')
    .map((period) => ({ startsOn: weekOf(period), period }))

/** One reminder for all that are behind at once; none about a period that a reminder of that step was about. */
export function dueReminders({ versions, ledger, steps, paces, now }: LadderFacts, policy: Policy): DueStep[] {
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
