import { z } from 'zod'
import { id } from '../../http/schemas.ts'

export const PreviewTemplateBody = z
  .strictObject({
    clientId: id
      .optional()
      .describe('Whose facts a letter to a client, or about one, is tried with. Default: a sample.'),
    recipientId: id.optional().describe('Whose facts a letter of an announcement is tried with. Default: a sample.'),
  })
  .default({})
export type PreviewTemplateBody = z.output<typeof PreviewTemplateBody>

export const TemplatePreviewResponse = z
  .object({
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    missing: z
      .array(z.object({ fact: z.string(), why: z.string() }))
      .describe('Facts without which there is no letter; empty when there is one.'),
  })
  .meta({ id: 'TemplatePreview' })
