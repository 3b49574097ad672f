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

/** How a period stands at an instant, next to an even pace from its beginning to its end. */
export function progressOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, result: Result, at: Date): Progress {
  const lengthMs = endsAt.getTime() - startsAt.getTime()
  const elapsed = Math.min(1, Math.max(0, (at.getTime() - startsAt.getTime()) / lengthMs))
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

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits + 0
