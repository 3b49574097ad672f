import { z } from 'zod'
import { id, instant, pageOf, pageQuery } from '../../http/schemas.ts'

export const ListSharedContactsQuery = z.strictObject({
  ...pageQuery,
  clientId: id.optional().describe('Only people whom this client knows.'),
})

export const SharedContactPage = pageOf(
  z
    .object({
      email: z.string().describe('By which it is told that they are one person.'),
      contacts: z
        .array(
          z.object({
            contactId: id,
            clientId: id,
            clientName: z.string(),
            name: z.string(),
            company: z.string().nullable(),
            title: z.string().nullable(),
            tier: z.enum(['inner', 'active', 'extended']),
            doNotContact: z.boolean(),
            lastInteractionAt: instant.nullable(),
          }),
        )
        .describe('As each client has them, whoever spoke with them last first.'),
    })
    .meta({ id: 'SharedContact' }),
)
