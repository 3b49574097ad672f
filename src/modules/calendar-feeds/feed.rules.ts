import ical, { ICalAlarmType } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import { addDays } from '../../infra/time/calendar.ts'
import { vtimezone } from '../../infra/time/vtimezone.ts'

/** Something in a client's calendar, at noon of a day of theirs. */
export interface FeedEntry {
  /** Stays the same for as long as it is the same thing to do, whenever it is to be done. */
  uid: string
  on: string
  title: string
  notes: string | null
  changedAt: Date
}

const minutes = 15
/** Clocks are described for so long around what is in the calendar. */
const marginDays = 400

/**
 * A client's calendar (RFC 5545): each entry with its time zone, so that noon is noon whatever clocks do, and an alarm.
 * The same entries are the same bytes.
 */
export function writeFeed(
  entries: readonly FeedEntry[],
  { timeZone, today }: { timeZone: string; today: string },
): string {
  const days = [today, ...entries.map(({ on }) => on)].toSorted()
  const span = { from: addDays(days[0]!, -1), until: addDays(days.at(-1)!, marginDays) }
  const calendar = ical({
    name: 'Keeping in touch',
    prodId: { company: 'Cadre', product: 'Cadre' },
    ttl: 60 * 60,
    timezone: { name: timeZone, generator: (name) => vtimezone(name, span) },
  })
  for (const { uid, on, title, notes, changedAt } of entries) {
    const start = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: '12:00' })
    calendar
      .createEvent({
        id: uid,
        // A Date would be written by the clocks of the machine.
        start,
        end: start.add({ minutes }),
        timezone: timeZone,
        stamp: changedAt,
        summary: title,
        description: notes,
      })
      .createAlarm({ type: ICalAlarmType.display, trigger: 0, description: title })
  }
  return calendar.toString()
}
