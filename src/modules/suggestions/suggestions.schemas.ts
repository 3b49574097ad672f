import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'

export const SuggestionsResponse = z
  .object({
    suggestions: z.array(
      z.object({
        contactId: id,
        name: z.string(),
        company: z.string().nullable(),
        title: z.string().nullable(),
        because: z.enum(['chain', 'introducer', 'adviser']).describe('`chain`: a job came through them.'),
        reason: z.string().describe('In a sentence, for the client to read.'),
        lastInteractionAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'Suggestions' })
