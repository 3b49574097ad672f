import type { PeriodFacts } from './counting.rules.ts'
import type { DuePeriod, GivenVerdict } from './due.repository.ts'
import type { Period } from './periods.repository.ts'
import { resultOf, verdictOf } from './verdict.rules.ts'

const reasons: Record<NonNullable<Period['dueBecause']>, string> = {
  interaction_logged: 'Something was logged late.',
  interaction_updated: 'Something that was logged has been changed.',
  interaction_deleted: 'Something that was logged has been removed.',
  break_changed: 'The days of a break were changed.',
  holidays_changed: 'The holidays were changed.',
}

interface Judgement {
  verdict: GivenVerdict
  /** What is to be recorded; undefined when everything stays as it was. */
  event?: { kind: 'period.judged' | 'period.rejudged'; payload: Record<string, unknown> }
}

/** The verdict on a period, the first or another one. A later one keeps the instant of the first, and says what changed. */
export function judge(
  period: Pick<
    DuePeriod,
    | 'id' | 'targets' | 'days' | 'excusedBecause' | 'voidBecause' | 'status' | 'result' | 'history' | 'judgedAt' | 'dueBecause'
    | 'commitmentId'
  >, // prettier-ignore
  facts: PeriodFacts,
  now: Date,
): Judgement {
  const { id, commitmentId, status: from, judgedAt, history } = period
  const result = resultOf(period.targets, facts)
  const status = verdictOf(period, result)
  if (judgedAt === null) {
    return {
      verdict: { id, status, result, history, judgedAt: now },
      event: { kind: 'period.judged', payload: { commitmentId, status, result } },
    }
  }
  const isSame = status === from && JSON.stringify(result) === JSON.stringify(period.result)
  if (isSame) return { verdict: { id, status, result, history, judgedAt } }
  const because = period.dueBecause ? reasons[period.dueBecause] : 'It was looked at again.'
  return {
    verdict: {
      id,
      status,
      result,
      judgedAt,
      history: [...history, { at: now.toISOString(), from, to: status, because }],
    },
    event: { kind: 'period.rejudged', payload: { commitmentId, from, to: status, because, result } },
  }
}
