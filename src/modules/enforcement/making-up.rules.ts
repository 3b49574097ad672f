import type { StepFact } from './standing.rules.ts'
import type { LadderPeriod } from './weeks.rules.ts'

/** A period's targets, in the order in which its commitment has them. */
export interface MeasuredPeriod {
  commitmentId: string
  targets: readonly { achieved: number; target: number }[]
}

/**
 * The periods that a suspended client owes something of, and those in which they can make up for it, since the one in which
 * it began.
 */
export const stakesOf = <P extends Pick<LadderPeriod, 'periodId' | 'startsAt' | 'endsAt'>>(
  ledger: readonly P[],
  { periodIds, takenAt }: Pick<StepFact, 'periodIds' | 'takenAt'>,
  now: Date,
): { owed: P[]; since: P[] } => ({
  owed: ledger.filter(({ periodId }) => periodIds.includes(periodId)),
  since: ledger.filter(({ startsAt, endsAt }) => startsAt <= now && endsAt > takenAt!),
})

/**
 * Whether what was missing in some periods has been done in others: commitment by commitment and target by target, what
 * is too much of one making up for nothing of another.
 */
export function isMadeUp(owed: readonly MeasuredPeriod[], since: readonly MeasuredPeriod[]): boolean {
  const doneIn = sums(since, ({ achieved }) => achieved)
  const missing = sums(owed, ({ achieved, target }) => Math.max(0, target - achieved))
  return [...missing].every(([key, amount]) => (doneIn.get(key) ?? 0) >= amount)
}

function sums(
  periods: readonly MeasuredPeriod[],
  amountOf: (target: { achieved: number; target: number }) => number,
): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { commitmentId, targets } of periods) {
    for (const [index, target] of targets.entries()) {
      const key = `${commitmentId} ${index}`
      totals.set(key, (totals.get(key) ?? 0) + amountOf(target))
    }
  }
  return totals
}
