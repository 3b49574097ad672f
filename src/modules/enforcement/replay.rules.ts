import { addMilliseconds } from '../../infra/time/calendar.ts'
import { type Action, type Policy } from '../enforcement-policy/policy.rules.ts'
import type { DaysOff } from '../periods/asking.rules.ts'
import type { DueStep, PaceFact } from './due-steps.rules.ts'
import { verdictOn } from './ladder.rules.ts'
import { isMadeUp, type MeasuredPeriod, stakesOf } from './making-up.rules.ts'
import { nextSlot } from './slots.rules.ts'
import { isSuspension, type Standing, type StepFact } from './standing.rules.ts'
import type { LadderPeriod } from './weeks.rules.ts'

/** A step that a ladder would have taken. */
export interface ReplayedStep {
  action: Action
  /** When it would have been taken, and its mail gone out. */
  at: Date
  week: string | null
  periodIds: string[]
  /** When making up what was owed would have ended it; null where nothing would have. */
  endedAt: Date | null
}

export interface Replay {
  steps: ReplayedStep[]
  /** At the end. */
  standing: Standing
}

/** What a period had come to at an instant. */
export interface Measure extends MeasuredPeriod {
  periodId: string
  at: Date
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
  /** Each period as it began and with everything that was done in it, in that order; asked where making up reinstates. */
  measures?: readonly Measure[]
  until: Date
}

/** A step as it is known so far, and when its mail goes out next. */
type Played = StepFact & { dueAt: Date }

/**
 * Goes through a history as the ladder would have: every mail arrives, everything is noted when it happens, no coach holds
 * or decides anything. Looks at each instant at which something could have come of it, and at no other.
 */
export function replay(history: History): Replay {
  const { policy, ledger, paces, newBeginnings = [], until } = history
  const versions = [{ version: 1, policy, from: new Date(0) }]
  const played: Played[] = []
  const sentAt: Date[] = []
  const slotFrom = (from: Date, waits: boolean) =>
    nextSlot(from, { timeZone: history.timeZone, sentAt, daysOff: waits ? (history.daysOff ?? []) : [] })
  const verdictAt = (now: Date) =>
    verdictOn({
      versions,
      ledger: ledger.filter(({ startsAt }) => startsAt <= now).map((period) => asOf(period, now)),
      steps: played,
      paces: paces.filter((pace) => lookedAt(pace, ledger) <= now.getTime()),
      newBeginnings: newBeginnings.filter((at) => at <= now),
      now,
    })

  const send = (step: Played, now: Date) => {
    if (step.week === null && !ledger.some((one) => step.periodIds.includes(one.periodId) && one.endsAt > now)) {
      step.status = 'retracted'
      return
    }
    step.dueAt = slotFrom(now, step.action !== 'suspend')
    if (step.dueAt > now) return
    sentAt.push(now)
    Object.assign(step, { status: 'taken', takenAt: now, acceptedAt: now, mailed: true })
  }
  const plan = (due: DueStep, now: Date) => {
    const from = due.step.action === 'warn' ? addMilliseconds(now, policy.headsUpHours * 3_600_000) : now
    const dueAt = isProposal(due.step) ? now : slotFrom(from, due.step.action !== 'suspend')
    played.push({ ...factOf(due, String(played.length)), dueAt })
  }
  const reinstate = (suspension: Played, now: Date) => {
    suspension.endedAt = now
    sentAt.push(slotFrom(now, false))
  }

  const turns = turningPoints(history)
  const waiting = () => played.filter((step) => step.status === 'planned' && !isProposal(step))
  for (let now = turns[0]; now && now <= until; now = nextTurn(now)) {
    for (const step of waiting()) if (step.dueAt <= now) send(step, now)
    const suspension = played.find(isSuspension)
    if (suspension && isMadeUpAt(now, suspension, history)) reinstate(suspension, now)
    const { due, superseded, overcome } = verdictAt(now)
    for (const step of superseded) Object.assign(step, { status: 'retracted', superseded: true })
    for (const step of overcome) Object.assign(step, { status: 'retracted' })
    for (const one of due) plan(one, now)
  }
  function nextTurn(now: Date): Date | undefined {
    const measured = played.some(isSuspension) ? (history.measures ?? []) : []
    const later = [...turns, ...measured.map(({ at }) => at)].filter((at) => at > now)
    return [...later, ...waiting().map(({ dueAt }) => dueAt)].toSorted(byTime)[0]
  }

  const steps = played
    .filter((step) => step.takenAt !== null || isProposal(step))
    .map(({ action, takenAt, dueAt, week, periodIds, endedAt }) => ({
      action,
      at: takenAt ?? dueAt,
      week,
      periodIds,
      endedAt,
    }))
    .toSorted((a, b) => byTime(a.at, b.at))
  return { steps, standing: verdictAt(until).standing }
}

const byTime = (a: Date, b: Date): number => a.getTime() - b.getTime()
const isProposal = ({ action }: { action: Action }): boolean => action === 'propose_suspension'

/** The period as it stood at an instant. */
const asOf = (period: LadderPeriod, now: Date): LadderPeriod =>
  period.judgedAt && period.judgedAt <= now ? period : { ...period, status: 'open', judgedAt: null }

function isMadeUpAt(now: Date, suspension: StepFact, { policy, ledger, measures = [] }: History): boolean {
  if (!policy.makingUpReinstates || suspension.periodIds.length === 0) return false
  const { owed, since } = stakesOf(ledger, suspension, now)
  const measured = (periods: LadderPeriod[]) =>
    periods.flatMap(({ periodId }) => measures.findLast((one) => one.periodId === periodId && one.at <= now) ?? [])
  return isMadeUp(measured(owed), measured(since))
}

function turningPoints({ ledger, paces }: Pick<History, 'ledger' | 'paces'>): Date[] {
  const instants = [
    ...ledger.flatMap(({ judgedAt }) => judgedAt?.getTime() ?? []),
    ...paces.map((pace) => lookedAt(pace, ledger)),
  ]
  return [...new Set(instants)]
    .filter(Number.isFinite)
    .map((at) => new Date(at))
    .toSorted(byTime)
}

/** When the pace of a period is looked at. */
const lookedAt = ({ periodId, atFraction }: PaceFact, ledger: readonly LadderPeriod[]): number => {
  const period = ledger.find((one) => one.periodId === periodId)
  return period ? instantOf(period, atFraction).getTime() : Infinity
}

/** The instant at which so much of a period is over. */
export const instantOf = ({ startsAt, endsAt }: Pick<LadderPeriod, 'startsAt' | 'endsAt'>, fraction: number): Date =>
  new Date(Math.round(startsAt.getTime() + (endsAt.getTime() - startsAt.getTime()) * fraction))

const factOf = ({ key, step, version, week, periodIds }: DueStep, id: string): StepFact => ({
  id,
  key,
  action: step.action,
  status: 'planned',
  takenBy: 'ladder',
  version,
  week,
  periodIds,
  takenAt: null,
  acceptedAt: null,
  endedAt: null,
  mailed: false,
  undelivered: false,
  superseded: false,
  cameLate: false,
})
