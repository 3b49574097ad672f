import { defineProblem } from '../../errors.ts'

export const messageStatusRefused = defineProblem(
  'message_status_refused',
  409,
  'The message cannot go from this status to that',
)
