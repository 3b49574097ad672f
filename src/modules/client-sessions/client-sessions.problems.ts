import { defineProblem } from '../../errors.ts'

export const clientArchived = defineProblem('client_archived', 409, 'This client has been put away')
export const tooManyInvitations = defineProblem(
  'too_many_invitations',
  429,
  'This client has been invited often enough for now',
)
