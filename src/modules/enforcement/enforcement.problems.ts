import { defineProblem } from '../../errors.ts'

export const escalationStatusRefused = defineProblem(
  'escalation_status_refused',
  409,
  'The escalation cannot go from this status to that',
)
export const warningNotDelivered = defineProblem(
  'warning_not_delivered',
  409,
  'Nobody is suspended on a warning that did not arrive',
)
export const standingRefused = defineProblem('standing_refused', 409, 'Where the client stands does not allow this')
export const nothingToWriteAbout = defineProblem(
  'nothing_to_write_about',
  409,
  'The client has no commitment that this step could be about',
)
