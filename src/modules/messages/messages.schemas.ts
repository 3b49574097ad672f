import { z } from 'zod'
import { id, instant, line, pageOf, pageQuery } from '../../http/schemas.ts'

const status = z.enum([
  'queued', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain', 'suppressed', 'cancelled',
]).describe('`sent`: the mail server took it; `uncertain`: it may have arrived, and somebody has to look.') // prettier-ignore

const mailbox = z.object({ name: z.string(), address: z.string() })

const summary = {
  id,
  clientId: id.nullable(),
  contactId: id.nullable(),
  kind: z.string().describe('The template it was written from, such as `announcement` or `sign_in_link`.'),
  status: status.describe(
    '`uncertain`: the connection was lost when it may have arrived; it is not sent again by itself.',
  ),
  from: mailbox,
  to: mailbox,
  replyTo: z.string().nullable(),
  subject: z.string(),
  messageId: z.string().describe('The Message-ID header: the same on every attempt.'),
  campaignId: id.nullable().describe('The announcement it belongs to.'),
  held: z.boolean().describe('Its campaign is paused.'),
  captured: z.boolean().describe('Of a sandbox: it never left.'),
  attempt: z.int().describe('How often a mail server has judged it.'),
  sentAt: instant.nullable().describe('When a mail server accepted it.'),
  createdAt: instant,
  updatedAt: instant,
}

const MessageSummary = z.object(summary).meta({ id: 'MessageSummary' })

export const MessageResponse = z
  .object({
    ...summary,
    response: z.string().nullable().describe('The latest words of the mail server.'),
    timeline: z
      .array(z.object({ at: z.iso.datetime(), status, detail: z.string().optional() }))
      .describe('Oldest first.'),
  })
  .meta({ id: 'Message' })

export const MessageContent = z
  .object({ subject: z.string(), text: z.string(), html: z.string() })
  .meta({ id: 'MessageContent' })

export const ListMessagesQuery = z.strictObject({
  ...pageQuery,
  clientId: id.optional(),
  contactId: id.optional(),
  kind: line(100).optional().describe('What it was written for, such as `announcement`.'),
  status: status.optional(),
})

export const MessagePage = pageOf(MessageSummary)

export const SimulateMessageBody = z.strictObject({
  event: z.enum(['bounced', 'complained', 'failed', 'uncertain', 'replied']),
})

export const ResolveMessageBody = z.strictObject({
  verdict: z.enum(['delivered', 'not_delivered']).describe('What you found out, from the recipient or the provider.'),
})
