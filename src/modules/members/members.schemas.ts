import { z } from 'zod'
import { id, instant, pageOf, pageQuery } from '../../http/schemas.ts'

export const memberRole = z.enum(['owner', 'coach', 'assistant'])

export const MemberResponse = z
  .object({
    id,
    userId: id,
    name: z.string(),
    email: z.string(),
    emailVerifiedAt: instant.nullable(),
    role: memberRole,
    createdAt: instant.describe('When they joined.'),
    updatedAt: instant,
  })
  .meta({ id: 'Member', description: 'A user’s place in this practice.' })

export const UpdateMemberBody = z.strictObject({ role: memberRole }).partial()
export type UpdateMemberBody = z.output<typeof UpdateMemberBody>

export const ListMembersQuery = z.strictObject(pageQuery)
export const MemberPage = pageOf(MemberResponse)
