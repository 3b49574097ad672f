import { at, startOfDay } from '../../infra/time/calendar.ts'
import { type AnnouncementHours, nextOpening } from '../practices/announcement-hours.rules.ts'

/** Until when the news is held back: a day of the client's calendar, YYYY-MM-DD. */
export interface HoldBack {
  holdUntil: string | null
  timeZone: string
}

/** Whether nobody may be told yet at that instant: the client may still have to resign. */
export const isHeldBack = ({ holdUntil, timeZone }: HoldBack, instant: Date): boolean =>
  holdUntil !== null && instant < startOfDay(holdUntil, timeZone)

/**
 * When notes that are wanted at that instant go out: then, or in the next of the hours in which they leave; never before
 * nine o'clock of the client's morning on which the news may be told.
 */
export function earliestFrom(
  { holdUntil, timeZone, hours }: HoldBack & { hours: AnnouncementHours | null },
  wanted: Date,
): Date {
  const told = holdUntil && isHeldBack({ holdUntil, timeZone }, wanted) ? at(holdUntil, '09:00', timeZone) : wanted
  return hours ? nextOpening(told, hours, timeZone) : told
}
