import type { PracticeTrx } from '../../infra/db/scope.ts'
import { readFacts } from './facts.repository.ts'
import { findCurrentPeriod } from './periods.repository.ts'
import { daysOffOf } from './periods.service.ts'
import { nothingRuns } from './periods.problems.ts'
import { progressOf } from './progress.rules.ts'
import { stillNeeded, stillNeededInWords, targetWords } from './target-words.rules.ts'
import { resultOf } from './verdict.rules.ts'

/** How the running period of a commitment stands now, computed from what was logged. @throws 409 when none runs */
export async function readProgress(trx: PracticeTrx, commitment: { id: string; clientId: string }) {
  const period = await findCurrentPeriod(trx, { clientId: commitment.clientId, commitmentId: commitment.id })
  if (!period) throw nothingRuns('It has no period yet: the client has not accepted it, or it was put aside.')
  const facts = await readFacts(trx, [period.id])
  const result = resultOf(period.targets, facts.get(period.id)!)
  const daysOff = await daysOffOf(trx, period.clientId, period.startsOn)
  const { targets, ...progress } = progressOf({ ...period, daysOff }, result, trx.now)
  const { id, startsAt, endsAt, timeZone, days, wholeDays, status } = period
  return {
    periodId: id,
    status,
    startsAt,
    endsAt,
    timeZone,
    days,
    wholeDays,
    proRated: days !== wholeDays,
    ...progress,
    targets: targets.map((target, index) => ({ ...target, words: targetWords(period.targets[index]!, target.target) })),
    stillNeeded: stillNeeded(period.targets, result),
    stillNeededInWords: stillNeededInWords(period.targets, result, { endsAt, timeZone, now: trx.now }) ?? null,
  }
}
