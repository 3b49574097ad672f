import { z } from 'zod'
import { id, localDate } from '../../http/schemas.ts'
import { Effort } from '../contacts/contacts.schemas.ts'

export const NetworkQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(5000)
    .optional()
    .describe('How many people at most. Default: 1,000, and 300 in a picture.'),
  searchId: id.optional().describe('In a picture: whose landing is shown. Default: the latest.'),
  scheme: z
    .enum(['auto', 'light', 'dark'])
    .default('auto')
    .describe('In a picture: its colours. `auto`: as whoever looks at it prefers.'),
})

export const NetworkResponse = z
  .object({
    clientId: id,
    total: z.int().describe('How many people the client knows.'),
    nodes: z
      .array(
        z.object({
          contactId: id,
          name: z.string(),
          company: z.string().nullable(),
          title: z.string().nullable(),
          tier: z.enum(['inner', 'active', 'extended']),
          effort: Effort,
          introducerContactId: id.nullable().describe('Whose introduction their chain follows; null: nobody’s.'),
        }),
      )
      .describe(
        'Those with introductions first, then by tier and by how much was done with them. Nobody is here without those who led to them.',
      ),
    edges: z.array(
      z.object({
        introductionId: id,
        introducerContactId: id,
        introducedContactId: id,
        introducedOn: localDate,
        primary: z.boolean().describe('Whether chains follow this one.'),
      }),
    ),
    landings: z
      .array(
        z.object({
          landingId: id,
          searchId: id,
          position: z.string(),
          company: z.string(),
          landedOn: localDate,
          path: z.array(id).describe('The contacts who led to it, from the one with whom it began.'),
        }),
      )
      .describe('The latest first.'),
  })
  .meta({ id: 'Network' })
