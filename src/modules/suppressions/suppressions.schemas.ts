import { z } from 'zod'
import { email, id, instant, pageOf, pageQuery } from '../../http/schemas.ts'

const reason = z
  .enum(['unsubscribed', 'hard_bounce', 'complaint', 'manual'])
  .describe('`manual`: somebody here decided so.')
const scope = z.enum(['client', 'practice'])

export const SuppressionResponse = z
  .object({ id, email: z.string(), scope, clientId: id.nullable(), reason, createdAt: instant })
  .meta({ id: 'Suppression' })

export const CreateSuppressionBody = z
  .strictObject({
    email,
    scope: scope.describe(
      '`client`: nothing on behalf of this client; `practice`: nothing at all, account mails aside.',
    ),
    clientId: id.optional().describe('Required for the scope `client`, absent otherwise.'),
    reason: reason.default('manual'),
  })
  .refine((body) => (body.scope === 'client') === (body.clientId !== undefined), {
    path: ['clientId'],
    error: 'must be given for the scope client, and only then',
  })

export const ListSuppressionsQuery = z.strictObject({
  ...pageQuery,
  email: email.optional().describe('This very address.'),
  clientId: id.optional(),
})

export const SuppressionPage = pageOf(SuppressionResponse)
