import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { achieved } from './counting.rules.ts'
import { readFacts, readFactsBetween } from './facts.repository.ts'
import { findTitledPeriods, type LedgerPeriod, listLedgerPeriods } from './ledger.repository.ts'
import { progressOf } from './progress.rules.ts'
import { doneWords, stillNeeded, targetWords } from './target-words.rules.ts'
import { resultOf } from './verdict.rules.ts'

export type { LedgerPeriod } from './ledger.repository.ts'

/** What letters say of a period. */
export interface PeriodAccount {
  periodId: string
  title: string
  targets: { words: string; achieved: number; target: number }[]
  /** "1 of 3 conversations", target by target. */
  done: string[]
  /** "2 conversations", "1 conversation with somebody new"; empty when it is met. */
  stillNeeded: string[]
}

/** Everything that was or is to be judged of a client, in the order in which it ends. */
export const listLedger = (trx: PracticeTrx, clientId: string): Promise<LedgerPeriod[]> =>
  listLedgerPeriods(trx, clientId)

/** What these periods ask and what was done, as of now, in words. */
export async function describePeriods(trx: PracticeTrx, periodIds: string[]): Promise<Map<string, PeriodAccount>> {
  if (periodIds.length === 0) return new Map()
  const facts = await readFacts(trx, periodIds)
  const periods = await findTitledPeriods(trx, periodIds)
  return new Map(
    periods.map(({ id, title, targets }) => {
      const result = resultOf(targets, facts.get(id)!)
      const asked = targets.map((target, index) => ({
        words: targetWords(target, target.expected),
        achieved: result[index]!.achieved,
        target: target.expected,
      }))
      return [
        id,
        {
          periodId: id,
          title,
          targets: asked,
          done: doneWords(targets, result),
          stillNeeded: stillNeeded(targets, result),
        },
      ]
    }),
  )
}

/** How far the targets of a commitment were met in any stretch of time, by their full figures. @throws 404 */
export async function achievedBetween(
  trx: PracticeTrx,
  commitmentId: string,
  from: Date,
  to: Date,
): Promise<PeriodAccount['targets']> {
  const stretch = await readFactsBetween(trx, commitmentId, { from, to })
  if (!stretch) throw notFound()
  return stretch.targets.map((target) => ({
    words: targetWords(target),
    achieved: achieved(target, stretch.facts),
    target: target.target,
  }))
}

/** Whether a period was behind its pace at an instant, by what had happened until then. @throws 404 */
export async function isBehindAt(trx: PracticeTrx, periodId: string, at: Date): Promise<boolean> {
  const facts = await readFacts(trx, [periodId], { until: at })
  const [period] = await findTitledPeriods(trx, [periodId])
  if (!period) throw notFound()
  const { pace } = progressOf(period, resultOf(period.targets, facts.get(periodId)!), at)
  return pace === 'behind' || pace === 'at_risk'
}
