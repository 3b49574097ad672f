import type { Selectable } from 'kysely'
import type { Commitments } from '../../infra/db/database.ts'
import { addDays } from '../../infra/time/calendar.ts'

/** What is promised for a whole period. */
export type Target = Selectable<Commitments>['targets'][number]

/** The same, with what these days ask of it. */
export type AskedTarget = Target & { expected: number }

/** Days on which nothing is expected, both inclusive. */
export interface DaysOff {
  startsOn: string
  endsOn: string
}

/** How many of these days something may be asked on. */
export function daysAsked(span: { startsOn: string; endsOn: string; days: number }, off: DaysOff[]): number {
  let free = 0
  for (let day = span.startsOn; day <= span.endsOn; day = addDays(day, 1)) {
    if (isOff(day, off)) free += 1
  }
  return Math.max(0, span.days - free)
}

/** Whether nothing is expected on a day. */
export const isOff = (day: string, off: readonly DaysOff[]): boolean =>
  off.some(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn)

/**
 * What a period asks that has fewer days than a whole one: its share, to the nearest whole number, for nobody has half a
 * conversation. Coverage is counted in people, not in days, and is asked for in full.
 */
export const askFor = (targets: Target[], { days, wholeDays }: { days: number; wholeDays: number }): AskedTarget[] =>
  targets.map((target) => ({
    ...target,
    expected:
      target.measure === 'coverage' && days > 0 ? target.target : Math.round((target.target * days) / wholeDays),
  }))
