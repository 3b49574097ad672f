import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { achieved } from './counting.rules.ts'
import { listTurns, readFacts, readFactsAt, readFactsBetween } from './facts.repository.ts'
import { daysOffOf } from './periods.service.ts'
import {
  findTitledPeriods,
  isLedgerBehind,
  type LedgerPeriod,
  listLedgerPeriods,
  listNewBeginnings,
} from './ledger.repository.ts'
import { progressOf } from './progress.rules.ts'
import { doneWords, stillNeeded, targetWords } from './target-words.rules.ts'
import { resultOf } from './verdict.rules.ts'

export type { LedgerPeriod } from './ledger.repository.ts'
export { isLedgerBehind, listNewBeginnings }

/** What letters say of a period. */
export interface PeriodAccount {
  periodId: string
  title: string
  targets: { words: string; achieved: number; target: number }[]
  /** "1 of 3 conversations", target by target. */
  done: string[]
  /** "2 conversations", "1 conversation with somebody new"; empty when it is met. */
  stillNeeded: string[]
  /** On how many of its days something is asked, and how many days a whole one has. */
  days: number
  wholeDays: number
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
    periods.map(({ id, title, targets, days, wholeDays }) => {
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
          days,
          wholeDays,
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

/** What each period had come to as it began, and with everything that was done in it, in that order. */
export async function measureCourses(
  trx: PracticeTrx,
  periods: readonly Pick<LedgerPeriod, 'periodId' | 'commitmentId'>[],
): Promise<{ periodId: string; commitmentId: string; at: Date; targets: { achieved: number; target: number }[] }[]> {
  if (periods.length === 0) return []
  const ids = periods.map(({ periodId }) => periodId)
  const turns = await listTurns(trx, ids)
  const facts = await readFactsAt(trx, turns.map(({ periodId, at }) => ({ periodId, at: addMilliseconds(at, 1) }))) // prettier-ignore
  const targetsOf = new Map((await findTitledPeriods(trx, ids)).map(({ id, targets }) => [id, targets]))
  const commitmentOf = new Map(periods.map(({ periodId, commitmentId }) => [periodId, commitmentId]))
  return turns.map(({ periodId, at }, index) => ({
    periodId,
    commitmentId: commitmentOf.get(periodId)!,
    at,
    targets: resultOf(targetsOf.get(periodId)!, facts[index]!).map((one) => ({ ...one, target: one.expected })),
  }))
}

/** Which of a client's periods were behind their pace, each at an instant of its own, by what had happened until then. */
export async function whichAreBehind(
  trx: PracticeTrx,
  clientId: string,
  looks: readonly { periodId: string; at: Date }[],
): Promise<boolean[]> {
  if (looks.length === 0) return []
  const facts = await readFactsAt(trx, looks)
  const periods = new Map((await findTitledPeriods(trx, looks.map(({ periodId }) => periodId))).map((one) => [one.id, one])) // prettier-ignore
  const daysOff = await daysOffOf(trx, clientId, [...periods.values()].map(({ startsOn }) => startsOn).toSorted()[0]!) // prettier-ignore
  return looks.map(({ periodId, at }, index) => {
    const period = periods.get(periodId)!
    const { pace } = progressOf({ ...period, daysOff }, resultOf(period.targets, facts[index]!), at)
    return pace === 'behind' || pace === 'at_risk'
  })
}
