import { addDays, dayOf, startOfDay } from '../../infra/time/calendar.ts'
import { type DaysOff, isOff } from './asking.rules.ts'
import type { Result } from './verdict.rules.ts'

export type Pace = 'ahead' | 'on_track' | 'behind' | 'at_risk'

export interface Progress {
  targets: { achieved: number; target: number; expectedByNow: number }[]
  pace: Pace
  /** How many days may pass with nothing done and the even pace still kept; negative for those that are behind it. */
  slackDays: number
}

const dayMs = 24 * 60 * 60_000
/** Nobody has half a conversation, so half of one behind the even pace is not behind. */
const tolerance = 0.5

/** The time that progress is held against. */
export interface Stretch {
  startsAt: Date
  endsAt: Date
  timeZone: string
  /** Days on which nothing is expected: time stands still on them. */
  daysOff?: readonly DaysOff[]
}

/** How a period stands at an instant, next to an even pace over the days on which something is asked. */
export function progressOf(stretch: Stretch, result: Result, at: Date): Progress {
  const lengthMs = askedMs(stretch, stretch.endsAt)
  const elapsed = lengthMs === 0 ? 1 : askedMs(stretch, at) / lengthMs
  const asked = result.filter(({ expected }) => expected > 0)
  const done = Math.min(1, ...asked.map(({ achieved, expected }) => achieved / expected))
  const slack = done - elapsed
  return {
    targets: result.map(({ achieved, expected }) => ({
      achieved,
      target: expected,
      expectedByNow: round(expected * elapsed, 2),
    })),
    pace: paceOf({ done, elapsed, isBehind: asked.some((one) => one.achieved < one.expected * elapsed - tolerance) }),
    slackDays: round((slack * lengthMs) / dayMs, 1),
  }
}

function paceOf({ done, elapsed, isBehind }: { done: number; elapsed: number; isBehind: boolean }): Pace {
  if (done === 1 || done - elapsed >= 1 / 7) return 'ahead'
  if (!isBehind) return 'on_track'
  // What is left would need more than twice the even pace.
  return 1 - done > 2 * (1 - elapsed) ? 'at_risk' : 'behind'
}

/** How much of it is over at an instant, without its days off. */
function askedMs({ startsAt, endsAt, timeZone, daysOff = [] }: Stretch, at: Date): number {
  const [from, until] = [startsAt.getTime(), Math.min(endsAt.getTime(), at.getTime())]
  if (until <= from) return 0
  if (daysOff.length === 0) return until - from
  let free = 0
  for (let day = dayOf(startsAt, timeZone); startOfDay(day, timeZone).getTime() < until; day = addDays(day, 1)) {
    if (!isOff(day, daysOff)) continue
    const [begins, ends] = [startOfDay(day, timeZone).getTime(), startOfDay(addDays(day, 1), timeZone).getTime()]
    free += Math.min(ends, until) - Math.max(begins, from)
  }
  return until - from - free
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits + 0
