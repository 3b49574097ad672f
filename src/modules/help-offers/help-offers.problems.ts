import { defineProblem } from '../../errors.ts'

export const offerHasHistory = defineProblem('offer_has_history', 409, 'This offer of help has a history')
export const offerTransitionRefused = defineProblem(
  'offer_transition_refused',
  409,
  'The offer of help cannot go from its status to that one',
)
