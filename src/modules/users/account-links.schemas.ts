import { z } from 'zod'
import { email, name } from '../../http/schemas.ts'
import { newPassword, secretToken } from './users.schemas.ts'

const token = secretToken.describe('From the mail: the last part of its link.')

export const ConfirmEmailBody = z.strictObject({ token })
export const RequestResetBody = z.strictObject({ email })
export const ConfirmResetBody = z.strictObject({ token, password: newPassword })
export const AcceptInvitationBody = z.strictObject({
  token,
  name: name.optional().describe('For somebody who is new here.'),
  password: newPassword.describe('A new one, or that of the account with the invited address.'),
})
