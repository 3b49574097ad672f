import { Temporal } from 'temporal-polyfill'
import { addDays, at, dayOf } from '../../infra/time/calendar.ts'

/** The days of the story, counted back from the moment it is played. */
export interface StoryCalendar {
  /** The working day `daysAgo`: what would fall on a weekend happens on the Friday before. */
  day(daysAgo: number): string
  /** As an instant; the hour differs from day to day as in life. */
  moment(daysAgo: number): string
  landedOn: string
  startsOn: string
}

export function storyCalendar(now: Date, timeZone: string): StoryCalendar {
  const today = dayOf(now, timeZone)
  const day = (daysAgo: number) => {
    const date = addDays(today, -daysAgo)
    return addDays(date, -Math.max(0, weekday(date) - 5))
  }
  const hour = (daysAgo: number) => String(9 + (daysAgo % 8)).padStart(2, '0')
  return {
    day,
    moment: (daysAgo) => at(day(daysAgo), `${hour(daysAgo)}:30`, timeZone).toISOString(),
    landedOn: day(1),
    startsOn: firstMondayAfterMonthOf(today),
  }
}

/** A day as people write it: "Monday, December 7". */
export const inWords = (
  day: string,
  style: Intl.DateTimeFormatOptions = { weekday: 'long', month: 'long', day: 'numeric' },
): string => new Date(`${day}T00:00Z`).toLocaleDateString('en', { ...style, timeZone: 'UTC' })

function firstMondayAfterMonthOf(today: string): string {
  const first = Temporal.PlainDate.from(today).with({ day: 1 }).add({ months: 1 }).toString()
  return addDays(first, (8 - weekday(first)) % 7)
}

/** Monday is 1. */
const weekday = (day: string) => Temporal.PlainDate.from(day).dayOfWeek
