import { z } from 'zod'
import { email, id, localDate } from '../../http/schemas.ts'
import { ContactResponse } from '../contacts/contacts.schemas.ts'

export const DataRequestBody = z.strictObject({
  email: email.describe('Of whoever asks; make sure that it is theirs.'),
  kind: z
    .enum(['access', 'erasure'])
    .describe('`access`: what is held of them. `erasure`: they are erased from every network, for good.'),
})
export type DataRequestBody = z.output<typeof DataRequestBody>

const acquaintances = z.array(z.object({ name: z.string(), on: localDate }))

export const DataRequestResponse = z
  .object({
    kind: z.enum(['access', 'erasure']),
    found: z.array(z.object({ contactId: id, clientId: id })).describe('Where they were.'),
    networks: z
      .array(
        z.object({
          clientId: id,
          clientName: z.string(),
          contact: ContactResponse,
          interactions: z.array(
            z.object({
              type: z.string(),
              occurredAt: z.string(),
              minutes: z.int().nullable(),
              summary: z.string().nullable(),
              outcome: z.string().nullable(),
              advice: z
                .object({ about: z.string(), helped: z.string().nullable(), words: z.string().nullable() })
                .nullable(),
            }),
          ),
          introducedBy: acquaintances,
          introduced: acquaintances,
          messages: z.array(
            z.object({
              kind: z.string(),
              subject: z.string(),
              text: z.string(),
              status: z.string(),
              createdAt: z.string(),
            }),
          ),
        }),
      )
      .describe('With `access`: everything that is held of them, by network.'),
  })
  .meta({ id: 'DataRequest' })
