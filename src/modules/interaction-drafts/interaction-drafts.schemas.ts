import { z } from 'zod'
import { id, instant, pageOf, pageQuery } from '../../http/schemas.ts'
import { LogInteractionBody } from '../interactions/interactions.schemas.ts'

export const InteractionDraftResponse = z
  .object({
    id,
    clientId: id,
    direction: z.enum(['outbound', 'inbound']).describe('Seen from the client.'),
    occurredAt: instant.describe('When the mail says that it was written.'),
    people: z
      .array(
        z.object({
          name: z.string(),
          email: z.string(),
          contactId: id.nullable().describe('The contact with this address; null: nobody has it, so far.'),
        }),
      )
      .describe('Whom the mail names besides the client; none where they only tell of a conversation.'),
    subject: z.string().nullable(),
    body: z.string().nullable().describe('What was written, without what it quotes; at most 10,000 characters.'),
    createdAt: instant,
  })
  .meta({ id: 'InteractionDraft' })
export const InteractionDraftPage = pageOf(InteractionDraftResponse)

export const ListInteractionDraftsQuery = z.strictObject(pageQuery)

export const ConfirmDraftBody = LogInteractionBody.partial()
  .nullish()
  .describe(
    'What is to be written down otherwise than the draft has it: an e-mail, with those of its people who are contacts, and its words as the summary.',
  )
export type ConfirmDraftBody = z.output<typeof ConfirmDraftBody>

export const LoggingAddressResponse = z
  .object({
    clientId: id,
    address: z
      .string()
      .nullable()
      .describe('Private: a mail to it, or a blind copy, becomes a draft. Null where this service takes no mail in.'),
  })
  .meta({ id: 'LoggingAddress' })
