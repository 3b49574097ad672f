import { addDays, addMilliseconds, at, dayOf } from '../../infra/time/calendar.ts'

/*
 * What becomes of letters whose hour has passed while nobody was there to send them, after an outage above all.
 */

const lateAfterMs = 12 * 3_600_000
const morning = '09:00'
const evening = '20:00'

/** What was due before that instant is late. */
export const lateBefore = (now: Date): Date => addMilliseconds(now, -lateAfterMs)

/** Whether something that was due then comes so late now that it is not the same any more. */
export const isLate = (dueAt: Date, now: Date): boolean => dueAt < lateBefore(now)

/**
 * When a late letter to people who did not ask for one goes out: now if it is day where its sender lives, else at nine
 * in the next morning. Undefined means now.
 */
export function waitsUntil(now: Date, timeZone: string): Date | undefined {
  const today = dayOf(now, timeZone)
  const opens = at(today, morning, timeZone)
  if (now < opens) return opens
  return now < at(today, evening, timeZone) ? undefined : at(addDays(today, 1), morning, timeZone)
}
