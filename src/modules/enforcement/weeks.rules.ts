import { Temporal } from 'temporal-polyfill'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'

/*
 * The ladder is counted in weeks, Monday to Sunday: a period belongs to the week in which its last local day lies, by
 * the zone that the period was judged in.
 */

/** What the ladder sees of one period of one commitment. */
export interface LadderPeriod {
  periodId: string
  period: 'day' | 'week' | 'fortnight' | 'month' | 'once'
  startsAt: Date
  /** The first instant after it. */
  endsAt: Date
  timeZone: string
  status: 'open' | 'met' | 'missed' | 'excused' | 'void'
  judgedAt: Date | null
  /** Of a commitment that is only reminded and nudged about. */
  gentle: boolean
  /** The client disputes the verdict, and the coach has not decided. */
  disputed: boolean
}

export interface Week {
  /** Its Monday. */
  startsOn: string
  /** `neutral`: all that ended in it was excused or void, so it neither counts nor breaks a row. */
  status: 'met' | 'missed' | 'undecided' | 'neutral'
  endsAt: Date
  /** When it became what it is; undefined while undecided. */
  decidedAt: Date | undefined
  missed: string[]
}

/** The Monday of the week in which a local day lies. */
export function mondayOf(day: string): string {
  const date = Temporal.PlainDate.from(day)
  return date.subtract({ days: date.dayOfWeek - 1 }).toString()
}

/** The Monday of the week that a period belongs to. */
export const weekOf = ({ endsAt, timeZone }: Pick<LadderPeriod, 'endsAt' | 'timeZone'>): string =>
  mondayOf(dayOf(addMilliseconds(endsAt, -1), timeZone))

/**
 * The weeks in which something ended, the earliest first. A week is missed if any of it was; it is undecided while
 * none was and one is not judged.
 *
 * @param daysCount whether a day makes its week a missed one, by the policy under which it was judged
 */
export function weeksOf(ledger: readonly LadderPeriod[], daysCount: (day: LadderPeriod) => boolean): Week[] {
  const counting = ledger.filter((one) => !one.gentle && (one.period !== 'day' || daysCount(one)))
  const byWeek = Map.groupBy(counting, weekOf)
  return [...byWeek]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([startsOn, periods]) => {
      const of = (status: LadderPeriod['status']) => periods.filter((period) => period.status === status)
      const [missed, met] = [of('missed'), of('met')]
      const endsAt = latest(periods.map((period) => period.endsAt))
      const shared = { startsOn, endsAt, missed: missed.map(({ periodId }) => periodId) }
      if (missed.length > 0) return { ...shared, status: 'missed', decidedAt: latest(missed.map(judgedAt)) }
      if (of('open').length > 0) return { ...shared, status: 'undecided', decidedAt: undefined }
      if (met.length > 0) return { ...shared, status: 'met', decidedAt: latest(met.map(judgedAt)) }
      return { ...shared, status: 'neutral', decidedAt: latest(periods.map(judgedAt)) }
    })
}

const judgedAt = ({ judgedAt: at, endsAt }: LadderPeriod): Date => at ?? endsAt
const latest = (instants: Date[]): Date => new Date(Math.max(...instants.map(Number)))
