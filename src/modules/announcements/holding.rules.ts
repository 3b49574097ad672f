import { startOfDay } from '../../infra/time/calendar.ts'

/** Until when the news is held back: a day of the client's calendar, YYYY-MM-DD. */
export interface HoldBack {
  holdUntil: string | null
  timeZone: string
}

/** Whether nobody may be told yet at that instant: the client may still have to resign. */
export const isHeldBack = ({ holdUntil, timeZone }: HoldBack, at: Date): boolean =>
  holdUntil !== null && at < startOfDay(holdUntil, timeZone)
