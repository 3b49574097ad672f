import { Temporal } from 'temporal-polyfill'
import { addDays, at, dayOf } from '../../infra/time/calendar.ts'

/** The days of a story, counted back from the moment it is told. */
export interface StoryCalendar {
  /** The day that many days ago, or before when that falls on a weekend: the Friday. Below zero: days to come. */
  day(daysAgo: number): string
  /** As an instant; the hour differs from day to day as in life. */
  moment(daysAgo: number): Date
  landedOn: string
  startsOn: string
}

export function storyCalendar(now: Date, timeZone: string): StoryCalendar {
  const today = dayOf(now, timeZone)
  const day = (daysAgo: number) => {
    const date = addDays(today, -daysAgo)
    return addDays(date, -Math.max(0, weekday(date) - 5))
  }
  const hour = (daysAgo: number) => String(9 + (Math.abs(daysAgo) % 8)).padStart(2, '0')
  return {
    day,
    moment: (daysAgo) => at(day(daysAgo), `${hour(daysAgo)}:30`, timeZone),
    landedOn: day(1),
    startsOn: firstMondayAfterMonthOf(today),
  }
}

function firstMondayAfterMonthOf(today: string): string {
  const first = Temporal.PlainDate.from(today).with({ day: 1 }).add({ months: 1 }).toString()
  return addDays(first, (8 - weekday(first)) % 7)
}

/** Monday is 1. */
const weekday = (day: string) => Temporal.PlainDate.from(day).dayOfWeek
