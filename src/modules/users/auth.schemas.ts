import { z } from 'zod'
import { email, id, name, timeZone } from '../../http/schemas.ts'
import { MemberResponse } from '../members/members.schemas.ts'
import { PracticeResponse } from '../practices/practices.schemas.ts'
import { MembershipResponse, newPassword, password, secretToken, UserResponse } from './users.schemas.ts'

const tokens = {
  accessToken: z.string().describe('Send it as `Authorization: Bearer …`.'),
  refreshToken: z.string().describe('Good for one use; the answer brings the next one.'),
  expiresInSeconds: z.int().describe('How long the access token is good.'),
  tokenType: z.literal('Bearer'),
}
export const TokensResponse = z.object(tokens).meta({ id: 'Tokens' })

export const SignedInResponse = z
  .object({
    ...tokens,
    user: UserResponse,
    member: MemberResponse.describe('The user in the practice they are now signed in to.'),
    practice: PracticeResponse,
    memberships: z.array(MembershipResponse).describe('Every practice of this user.'),
  })
  .meta({ id: 'SignedIn' })

const onlyAtFirst = z.string().nullable().describe('Null when the request is repeated with its Idempotency-Key.')
export const FoundedPracticeResponse = SignedInResponse.extend({
  accessToken: onlyAtFirst,
  refreshToken: onlyAtFirst,
}).meta({ id: 'FoundedPractice' })

export const SignUpBody = z.strictObject({
  practiceName: name,
  name,
  email,
  password: newPassword,
  timeZone,
  sandbox: z.boolean().default(false).describe('A practice to try things out in.'),
})
export type SignUpBody = z.output<typeof SignUpBody>

export const SignInBody = z.strictObject({
  email,
  password,
  practiceId: id.optional().describe('Default: the practice joined first.'),
})
export type SignInBody = z.output<typeof SignInBody>

export const RefreshBody = z.strictObject({ refreshToken: secretToken })

export const SignOutBody = z
  .strictObject({ everywhere: z.boolean().default(false).describe('Ends your other sessions in this practice too.') })
  .nullish()
