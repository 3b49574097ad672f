import { addDays, addMilliseconds, at, dayOf, weekdayOf } from '../../infra/time/calendar.ts'

/** When notes leave for which nobody chose an hour, by the client's clock. */
export interface AnnouncementHours {
  /** HH:MM, before `until` on the same day. */
  from: string
  until: string
  businessDaysOnly: boolean
}

/** What a practice starts with: notes that arrive in a working morning are read, and look as if written then. */
export const usualHours: AnnouncementHours = { from: '09:00', until: '12:00', businessDaysOnly: true }

const hourMs = 3_600_000

/** The first instant, now or later, at which notes may begin to leave: not in the last hour, when they would all come at once. */
export function nextOpening(now: Date, hours: AnnouncementHours, timeZone: string): Date {
  for (let day = dayOf(now, timeZone); ; day = addDays(day, 1)) {
    if (hours.businessDaysOnly && weekdayOf(day) > 5) continue
    const { opens, closes } = windowOf(day, hours, timeZone)
    const lastStart = addMilliseconds(closes, -Math.min(hourMs, (closes.getTime() - opens.getTime()) / 2))
    if (now < lastStart) return now < opens ? opens : now
  }
}

/**
 * When each of these leaves: evenly over what is left of the window that is open, yet not by the clock. The same ids get
 * the same instants.
 */
export function spreadOver(ids: readonly string[], now: Date, hours: AnnouncementHours, timeZone: string): Date[] {
  const { closes } = windowOf(dayOf(now, timeZone), hours, timeZone)
  const gapMs = Math.max(0, closes.getTime() - now.getTime()) / ids.length
  return ids.map((id, index) => addMilliseconds(now, Math.floor((index + chanceOf(id)) * gapMs)))
}

const windowOf = (day: string, { from, until }: AnnouncementHours, timeZone: string) => ({
  opens: at(day, from, timeZone),
  closes: at(day, until, timeZone),
})

/** From 0 to 1; the end of a UUIDv7 is random. */
const chanceOf = (id: string): number => Number.parseInt(id.slice(-8), 16) / 2 ** 32
