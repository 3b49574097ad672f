import { type Action, isSuspending, severityOf } from '../enforcement-policy/policy.rules.ts'
import type { Climb } from './climbing.rules.ts'

export type Standing = 'good' | 'behind' | 'warned' | 'suspension_proposed' | 'suspended'

/** What the ladder knows of a step that was planned or taken. */
export interface StepFact {
  id: string
  key: string
  action: Action
  status: 'planned' | 'held' | 'taken' | 'declined' | 'retracted'
  takenBy: 'ladder' | 'hand'
  version: number
  /** The Monday of the week that brought it about; null where none did. */
  week: string | null
  periodIds: string[]
  takenAt: Date | null
  /** Of a warning: when its mail was accepted, or the coach said that it was given otherwise. */
  acceptedAt: Date | null
  /** Of a suspension: when it ended. */
  endedAt: Date | null
  /** Its mail has been queued. */
  mailed: boolean
  /** Its mail came back, was suppressed or failed. */
  undelivered: boolean
  /** A newer step of the same kind took its place before it was taken. */
  superseded: boolean
  /** Of a warning: a suspension would have rested on it, had it come in time; the coach has been told. */
  cameLate: boolean
}

export const isSuspension = ({ action, status, endedAt }: StepFact): boolean =>
  isSuspending(action) && status === 'taken' && endedAt === null

export const isOpenProposal = ({ action, status }: StepFact): boolean =>
  action === 'propose_suspension' && status === 'planned'

/** Where a client stands: what was missed since good standing was restored, and which steps were taken since. */
export function standingOf({ since, restoredAt }: Climb, steps: readonly StepFact[]): Standing {
  if (steps.some(isSuspension)) return 'suspended'
  if (steps.some(isOpenProposal)) return 'suspension_proposed'
  const inForce = steps.filter((step) => isInForce(step, restoredAt))
  if (inForce.some(({ action }) => action === 'warn')) return 'warned'
  if (inForce.some(({ action, takenBy }) => action === 'nudge' && takenBy === 'hand')) return 'behind'
  return since.some(({ status }) => status === 'missed') ? 'behind' : 'good'
}

/** Whether a step was taken, and good standing has not been restored since. */
export const isInForce = ({ status, takenAt }: StepFact, restoredAt: Date | undefined): boolean =>
  status === 'taken' && takenAt !== null && (!restoredAt || takenAt > restoredAt)

const ranks: Standing[] = ['good', 'behind', 'warned', 'suspension_proposed', 'suspended']

/** Whether one standing is worse than another. */
export const isWorse = (one: Standing, other: Standing): boolean => ranks.indexOf(one) > ranks.indexOf(other)

/** What clients are shown: while a suspension is only proposed they are where its warning has put them, since then. */
export function shownToClients(
  where: { standing: Standing; since: Date },
  steps: readonly StepFact[],
): { standing: Standing; since: Date } {
  if (where.standing !== 'suspension_proposed') return where
  const warning = steps.findLast(({ action, status }) => action === 'warn' && status === 'taken')
  return { standing: 'warned', since: warning?.takenAt ?? where.since }
}

/** Whether a step is at least as hard as another. */
export const isAsHard = (one: Action, other: Action): boolean => severityOf(one) >= severityOf(other)
