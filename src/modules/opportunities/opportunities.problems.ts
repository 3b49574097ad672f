import { defineProblem } from '../../errors.ts'

export const opportunityHasHistory = defineProblem(
  'opportunity_has_history',
  409,
  'An opportunity with a history is not deleted',
)
