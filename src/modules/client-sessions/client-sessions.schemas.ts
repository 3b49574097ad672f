import { z } from 'zod'
import { email, id } from '../../http/schemas.ts'
import { ClientResponse } from '../clients/clients.schemas.ts'
import { PracticeResponse } from '../practices/practices.schemas.ts'
import { TokensResponse } from '../users/auth.schemas.ts'
import { secretToken } from '../users/users.schemas.ts'

export const RequestSignInLinkBody = z.strictObject({
  email,
  practiceId: id.optional().describe('Default: every practice that coaches somebody with this address, a mail each.'),
})
export type RequestSignInLinkBody = z.output<typeof RequestSignInLinkBody>

export const RedeemSignInLinkBody = z.strictObject({
  token: secretToken.describe('From the mail: the last part of its link.'),
})

export const SignedInClientResponse = TokensResponse.extend({
  client: ClientResponse,
  practice: PracticeResponse,
}).meta({ id: 'SignedInClient' })
