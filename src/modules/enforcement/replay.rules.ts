import { addMilliseconds } from '../../infra/time/calendar.ts'
import { type Action, isSuspending, type Policy } from '../enforcement-policy/policy.rules.ts'
import type { DueStep, PaceFact } from './due-steps.rules.ts'
import { verdictOn } from './ladder.rules.ts'
import type { DaysOff } from '../periods/asking.rules.ts'
import { nextSlot } from './slots.rules.ts'
import type { Standing, StepFact } from './standing.rules.ts'
import type { LadderPeriod } from './weeks.rules.ts'

/** A step that a ladder would have taken. */
export interface ReplayedStep {
  action: Action
  /** When it would have been taken, and its mail gone out. */
  at: Date
  week: string | null
  periodIds: string[]
}

export interface Replay {
  steps: ReplayedStep[]
  /** At the end. */
  standing: Standing
}

export interface History {
  policy: Policy
  ledger: readonly LadderPeriod[]
  /** How the pace was at the instants that the policy asks about. */
  paces: readonly PaceFact[]
  timeZone: string
  newBeginnings?: readonly Date[]
  /** Breaks and holidays: on these days nobody is reminded, nudged or warned. */
  daysOff?: readonly DaysOff[]
  until: Date
}

/**
 * Goes through a history as the ladder would have: every mail arrives, no coach holds or decides anything. Looks at each
 * instant at which something could have come of it, and at no other.
 */
export function replay({ policy, ledger, paces, timeZone, newBeginnings = [], daysOff = [], until }: History): Replay {
  const versions = [{ version: 1, policy, from: new Date(0) }]
  const planned: (DueStep & { at: Date })[] = []
  const verdictAt = (now: Date) =>
    verdictOn({
      versions,
      ledger: ledger.filter(({ startsAt }) => startsAt <= now).map((period) => asOf(period, now)),
      steps: planned.map((step, index) => factOf(step, index, now)),
      paces: paces.filter((pace) => lookedAt(pace, ledger) <= now.getTime()),
      newBeginnings: newBeginnings.filter((at) => at <= now),
      now,
    })
  for (const now of turningPoints({ ledger, paces, until })) {
    for (const due of verdictAt(now).due) {
      const { action } = due.step
      const from = action === 'warn' ? addMilliseconds(now, policy.headsUpHours * 3_600_000) : now
      const sentAt = planned.filter(({ step }) => step.action !== 'propose_suspension').map(({ at }) => at)
      planned.push({
        ...due,
        at:
          action === 'propose_suspension'
            ? now
            : nextSlot(from, { timeZone, sentAt, daysOff: action === 'suspend' ? [] : daysOff }),
      })
    }
  }
  const steps = planned
    .filter(({ at }) => at <= until)
    .map(({ step, at, week, periodIds }) => ({ action: step.action, at, week, periodIds }))
  return { steps, standing: verdictAt(until).standing }
}

/** The period as it stood at an instant. */
const asOf = (period: LadderPeriod, now: Date): LadderPeriod =>
  period.judgedAt && period.judgedAt <= now ? period : { ...period, status: 'open', judgedAt: null }

function turningPoints({ ledger, paces, until }: Pick<History, 'ledger' | 'paces' | 'until'>): Date[] {
  const instants = [
    ...ledger.flatMap(({ judgedAt }) => judgedAt?.getTime() ?? []),
    ...paces.map((pace) => lookedAt(pace, ledger)),
  ]
  return [...new Set(instants)]
    .filter((at) => at <= until.getTime())
    .toSorted((a, b) => a - b)
    .map((at) => new Date(at))
}

/** When the pace of a period is looked at. */
const lookedAt = ({ periodId, atFraction }: PaceFact, ledger: readonly LadderPeriod[]): number => {
  const period = ledger.find((one) => one.periodId === periodId)
  return period ? instantOf(period, atFraction).getTime() : Infinity
}

/** The instant at which so much of a period is over. */
export const instantOf = ({ startsAt, endsAt }: Pick<LadderPeriod, 'startsAt' | 'endsAt'>, fraction: number): Date =>
  new Date(Math.round(startsAt.getTime() + (endsAt.getTime() - startsAt.getTime()) * fraction))

function factOf(
  { key, step, version, week, periodIds, at }: DueStep & { at: Date },
  index: number,
  now: Date,
): StepFact {
  const isTaken = at <= now && step.action !== 'propose_suspension'
  return {
    id: String(index),
    key,
    action: step.action,
    status: isTaken ? 'taken' : 'planned',
    takenBy: 'ladder',
    version,
    week,
    periodIds,
    takenAt: isTaken ? at : null,
    acceptedAt: isTaken && !isSuspending(step.action) ? at : null,
    endedAt: null,
    mailed: isTaken,
    undelivered: false,
    superseded: false,
    cameLate: false,
  }
}
