import { z } from 'zod'
import { email, id, instant, pageOf, pageQuery } from '../../http/schemas.ts'
import { memberRole } from './members.schemas.ts'

export const InvitationResponse = z
  .object({
    id,
    email: z.string(),
    role: memberRole,
    invitedBy: id.nullable().describe('The member who invites.'),
    expiresAt: instant,
    createdAt: instant,
  })
  .meta({ id: 'Invitation', description: 'An invitation that nobody has accepted yet.' })

export const InviteBody = z.strictObject({ email, role: memberRole })
export type InviteBody = z.output<typeof InviteBody>

export const ListInvitationsQuery = z.strictObject(pageQuery)
export const InvitationPage = pageOf(InvitationResponse)
