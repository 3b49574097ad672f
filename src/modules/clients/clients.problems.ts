import { defineProblem } from '../../errors.ts'

export const clientEmailTaken = defineProblem(
  'client_email_taken',
  409,
  'Another client of this practice has this e-mail address',
)
export const fieldForbidden = defineProblem('field_forbidden', 403, 'Only your coach can change this')
export const clientStatusRefused = defineProblem(
  'client_status_refused',
  409,
  'The client cannot go from this status to that',
)

export const clientWithholds = defineProblem('client_withholds', 409, 'The client has chosen not to be seen')
