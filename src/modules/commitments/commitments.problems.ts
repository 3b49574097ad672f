import { defineProblem } from '../../errors.ts'

export const commitmentStatusRefused = defineProblem(
  'commitment_status_refused',
  409,
  'The commitment cannot go from this status to that',
)
export const onlyMoreOfOneself = defineProblem(
  'only_more_of_oneself',
  403,
  'By themselves clients can only ask more of themselves',
)
export const commitmentEnded = defineProblem('commitment_ended', 409, 'The commitment has ended')
