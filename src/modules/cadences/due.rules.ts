import { at } from '../../infra/time/calendar.ts'

/** Follow-ups fall due at noon where the client is, whatever clocks did since they were planned, or the client. */
export const dueAtOn = (day: string, timeZone: string): Date => at(day, '12:00', timeZone)
