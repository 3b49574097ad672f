import { isSuspending, type Policy } from '../enforcement-policy/policy.rules.ts'
import { counted } from '../templates/calendar-words.rules.ts'
import { missedInARow, stepOf } from './climbing.rules.ts'
import type { StepFact } from './standing.rules.ts'
import type { LadderPeriod, Week } from './weeks.rules.ts'

export interface NextStep {
  policy: Pick<Policy, 'steps'>
  /** The judged weeks since good standing was restored. */
  judged: readonly Week[]
  steps: readonly StepFact[]
  /** What is judged next: the kind of the period that ends first. Undefined when none runs. */
  ending: LadderPeriod['period'] | undefined
  /** Said of what is not agreed on yet: "a week". */
  isProposed?: boolean
}

/** What the ladder does if what runs is missed, to the client in their coach's words. Undefined when nothing follows. */
export function nextStepWords(facts: NextStep): string | undefined {
  const action = nextAction(facts)
  if (!action) return undefined
  const then = {
    remind: 'I will write to you and ask what got in the way.',
    nudge: 'I will write to you and ask what got in the way.',
    warn: 'the next step is a warning from me.',
    propose_suspension: 'I will decide whether I stop working with you for the time being.',
    suspend: 'I stop working with you for the time being.',
  }
  return `If ${whatRuns(facts)} is missed${again(facts)}, ${then[action]}`
}

/** The same to the coach, about their client. */
export function nextStepForCoach(facts: NextStep): string | undefined {
  const action = nextAction(facts)
  if (!action) return undefined
  const then = {
    remind: 'they are asked what got in the way.',
    nudge: 'they are asked what got in the way.',
    warn: 'they are warned.',
    propose_suspension: 'you are asked whether you stop working with them for the time being.',
    suspend: 'you stop working with them for the time being, as your ladder says.',
  }
  return `If they miss ${whatRuns(facts)}${again(facts)}, ${then[action]}`
}

/** What a letter about commitments says of which nothing follows: gentle ones, and days where they do not count. */
export const nothingFollows = 'Nothing follows from this but that I may ask again: it is yours to keep.'

function nextAction({ policy, judged, steps, ending }: NextStep) {
  if (!ending) return undefined
  const missed: Week = { startsOn: '', status: 'missed', endsAt: new Date(0), decidedAt: undefined, missed: [] }
  const action = stepOf(policy, [...judged, missed])?.action
  const isWarned = steps.some((step) => step.action === 'warn' && ['planned', 'taken'].includes(step.status))
  return action && isSuspending(action) && !isWarned ? 'warn' : action
}

const whatRuns = ({ ending, isProposed }: NextStep): string =>
  `${isProposed ? 'a' : 'this'} ${ending === 'once' ? 'week' : ending}`

const again = ({ judged }: NextStep): string => (missedInARow(judged) > 0 ? ' as well' : '')

/** What restores good standing: "two weeks in a row as agreed", or as many months where those are judged. */
export function recoveryWords({
  policy: { recoverAfterMetWeeks: often },
  ending,
}: {
  policy: Policy
  ending: NextStep['ending']
}) {
  const unit = ending === 'month' || ending === 'fortnight' ? ending : 'week'
  return often === 1 ? `one ${unit} as agreed` : `${counted(often, unit)} in a row as agreed`
}
