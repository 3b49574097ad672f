import { defineProblem } from '../../errors.ts'

export const contactEmailTaken = defineProblem(
  'contact_email_taken',
  409,
  'Another contact of this client has this e-mail address',
)
export const hasHistory = defineProblem('has_history', 409, 'What has a history is not deleted')
