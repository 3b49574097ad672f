import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'

export const DigestSentResponse = z.object({ messageId: id }).meta({ id: 'DigestSent' })

export const DigestPreviewResponse = z
  .object({
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    dueAt: instant.nullable().describe('When the next one is due. Null: none comes.'),
    hasSomethingToSay: z.boolean(),
    wouldBeSent: z
      .boolean()
      .describe('Whether it would go out as it stands: one with nothing to say does only if the practice wants it.'),
  })
  .meta({ id: 'DigestPreview' })
