import { isSuspending, type Policy } from '../enforcement-policy/policy.rules.ts'
import { counted } from '../templates/calendar-words.rules.ts'
import { stepOf } from './climbing.rules.ts'
import type { StepFact } from './standing.rules.ts'
import type { Week } from './weeks.rules.ts'

/** What the ladder does if the next week is missed, as the coach would say it. Undefined when nothing follows. */
export function nextStepWords({
  policy,
  judged,
  steps,
  isGentle,
}: {
  policy: Policy
  judged: readonly Week[]
  steps: readonly StepFact[]
  /** Of a commitment that is only reminded and nudged about. */
  isGentle: boolean
}): string | undefined {
  if (isGentle) return 'Nothing follows from this but that I may ask again: it is yours to keep.'
  const missed: Week = { startsOn: '', status: 'missed', endsAt: new Date(0), decidedAt: undefined, missed: [] }
  const action = stepOf(policy, [...judged, missed])?.action
  if (!action) return undefined
  const again = judged.at(-1)?.status === 'missed' ? ' as well' : ''
  const ifMissed = `If this week is missed${again},`
  const isWarned = steps.some((step) => step.action === 'warn' && ['planned', 'taken'].includes(step.status))
  if (isSuspending(action) && !isWarned) return `${ifMissed} the next step is a warning from me.`
  switch (action) {
    case 'remind':
    case 'nudge':
      return `${ifMissed} I will write to you and ask what got in the way.`
    case 'warn':
      return `${ifMissed} the next step is a warning from me.`
    case 'propose_suspension':
      return `${ifMissed} I will decide whether I stop working with you for the time being.`
    case 'suspend':
      return `${ifMissed} I stop working with you for the time being.`
  }
}

/** What restores good standing: "two weeks in a row as agreed". */
export const recoveryWords = ({ recoverAfterMetWeeks: weeks }: Policy): string =>
  weeks === 1 ? 'one week as agreed' : `${counted(weeks, 'week')} in a row as agreed`
