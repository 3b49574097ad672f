import { z } from 'zod'
import type { ProviderEvent } from './provider-event.rules.ts'

/** As SNS posts it; the signature covers what matters. */
export const SnsBody = z.object({
  Type: z.string(),
  MessageId: z.string().max(200),
  TopicArn: z.string().max(500),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string().max(1000),
  Subject: z.string().optional(),
  SubscribeURL: z.string().max(2000).optional(),
  Token: z.string().optional(),
})

const SesEvent = z.object({
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  mail: z.object({
    headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    commonHeaders: z.object({ messageId: z.string().optional() }).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bouncedRecipients: z.array(z.object({ diagnosticCode: z.string().optional() })).default([]),
    })
    .optional(),
})

/** The event in a message of Amazon SES; undefined for kinds that are of no interest here. @throws for what is no event */
export function readSesEvent(id: string, message: string): ProviderEvent | undefined {
  const { eventType, notificationType, mail, bounce } = SesEvent.parse(JSON.parse(message))
  const kind = kindOf(eventType ?? notificationType, bounce?.bounceType)
  // SES gives mails an id of its own; ours is among the headers that they were sent with.
  const headers = mail.headers.filter(({ name }) => name.toLowerCase() === 'message-id').map(({ value }) => value)
  const messageIds = [...headers, mail.commonHeaders?.messageId ?? ''].filter((one) => one !== '')
  const detail = bounce?.bouncedRecipients[0]?.diagnosticCode ?? `told by Amazon SES (${eventType ?? notificationType})`
  return kind && { id, kind, messageIds, detail: detail.slice(0, 500) }
}

function kindOf(type: string | undefined, bounceType: string | undefined): ProviderEvent['kind'] | undefined {
  if (type === 'Delivery') return 'delivered'
  if (type === 'Complaint') return 'complained'
  if (type === 'Bounce') return bounceType === 'Permanent' ? 'bounced' : 'bounced_softly'
  return undefined
}
