import { z } from 'zod'
import { email, id, name, timeZone } from '../../http/schemas.ts'
import { digestHour, digestWeekday, memberDigest } from '../digest-schedules/digest-schedules.schemas.ts'
import { MemberResponse } from '../members/members.schemas.ts'
import { PracticeResponse } from '../practices/practices.schemas.ts'
import { MembershipResponse, newPassword, password, UserResponse } from './users.schemas.ts'

export const MeResponse = z
  .object({
    kind: z.enum(['member', 'client']),
    user: UserResponse.nullable().describe('For members.'),
    member: MemberResponse.nullable().describe('For members.'),
    client: z
      .object({ id, name: z.string(), email: z.string(), timeZone: z.string(), locale: z.string() })
      .nullable()
      .describe('For clients.'),
    digest: memberDigest.nullable(),
    digestWeekday: digestWeekday.nullable(),
    digestHour: digestHour.nullable(),
    practice: PracticeResponse,
    memberships: z.array(MembershipResponse).describe('Every practice of this user. None for clients.'),
  })
  .meta({ id: 'Me' })

export const UpdateMeBody = z
  .strictObject({
    name,
    email: email.describe('Has to be confirmed again.'),
    password: newPassword.describe('Ends your other sessions.'),
    digest: memberDigest.nullable(),
    digestWeekday: digestWeekday.nullable(),
    digestHour: digestHour.nullable(),
    currentPassword: password.describe('Needed for a new e-mail address or password.'),
  })
  .partial()
export type UpdateMeBody = z.output<typeof UpdateMeBody>

export const FoundPracticeBody = z.strictObject({
  name,
  timeZone,
  sandbox: z.boolean().default(false).describe('A practice to try things out in.'),
})
export type FoundPracticeBody = z.output<typeof FoundPracticeBody>
