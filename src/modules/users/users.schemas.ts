import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'
import { memberRole } from '../members/members.schemas.ts'

export const UserResponse = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    emailVerifiedAt: instant.nullable().describe('Until it is confirmed, no announcement can be approved.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'User', description: 'A person, who may be a member of several practices.' })

export const MembershipResponse = z
  .object({
    practiceId: id,
    practiceName: z.string(),
    sandbox: z.boolean(),
    memberId: id,
    role: memberRole,
    joinedAt: instant,
  })
  .meta({ id: 'Membership' })

const charactersOf = (password: string) => Array.from(password).length

/** Any characters at all, as they are: not trimmed, not cut. What it must not be is said by `password.rules.ts`. */
export const newPassword = z
  .string()
  .refine((password) => password.isWellFormed(), 'holds half a character')
  .refine((password) => charactersOf(password) >= 10, 'must have at least 10 characters')
  .refine((password) => charactersOf(password) <= 200, 'must have at most 200 characters')
  .meta({ format: 'password', minLength: 10, maxLength: 200 })

/** A password somebody claims to have; what it must look like is no matter here. */
export const password = z.string().min(1).max(400).meta({ format: 'password' })

export const secretToken = z.string().min(1).max(200)
