import type { Policy } from '../enforcement-policy/policy.rules.ts'
import type { StepFact } from './standing.rules.ts'

/** What ends a suspension, as its client is told wherever they meet it. */
export const whatReinstates = (
  { makingUpReinstates }: Pick<Policy, 'makingUpReinstates'>,
  suspension: Pick<StepFact, 'periodIds'> | undefined,
): string =>
  makingUpReinstates && suspension && suspension.periodIds.length > 0
    ? 'Do and log what was owed, and you are reinstated; or talk to your coach, who can reinstate you as well.'
    : 'Talk to your coach: only they can reinstate you.'
