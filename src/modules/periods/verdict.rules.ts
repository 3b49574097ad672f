import type { Selectable } from 'kysely'
import type { Periods } from '../../infra/db/database.ts'
import type { AskedTarget } from './asking.rules.ts'
import { achieved, type PeriodFacts } from './counting.rules.ts'

export type Verdict = Exclude<Selectable<Periods>['status'], 'open'>

/** What each target came to. */
export type Result = NonNullable<Selectable<Periods>['result']>

/** What a verdict hangs on, besides what happened. */
export interface JudgedPeriod {
  targets: AskedTarget[]
  /** On how many of its days something was asked. */
  days: number
  excusedBecause: string | null
  voidBecause: string | null
}

/** What happened, target by target. */
export const resultOf = (targets: AskedTarget[], facts: PeriodFacts): Result =>
  targets.map((target) => ({ achieved: achieved(target, facts), expected: target.expected }))

/**
 * The verdict on a period. An excuse only ever turns `missed` into `excused`: who met it all the same has met it.
 * Where nothing was asked nothing is judged: `excused` if all of it was a break, `void` if the share was too small.
 */
export function verdictOf({ days, excusedBecause, voidBecause }: JudgedPeriod, result: Result): Verdict {
  if (voidBecause !== null) return 'void'
  if (days === 0) return 'excused'
  if (result.every(({ expected }) => expected === 0)) return 'void'
  if (result.every(({ achieved, expected }) => achieved >= expected)) return 'met'
  return excusedBecause === null ? 'missed' : 'excused'
}
