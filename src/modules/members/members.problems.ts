import { defineProblem } from '../../errors.ts'

export const lastOwner = defineProblem('last_owner', 409, 'A practice needs an owner')
export const memberHasClients = defineProblem('member_has_clients', 409, 'This member still coaches clients')
export const memberAlready = defineProblem(
  'member_already',
  409,
  'Somebody with this e-mail address is a member already',
)
