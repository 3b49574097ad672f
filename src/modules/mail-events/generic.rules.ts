import { z } from 'zod'
import type { ProviderEvent } from './provider-event.rules.ts'

/** Any provider that signs as Standard Webhooks say, or whoever translates for one that does not. */
const GenericEvent = z.object({
  type: z.string(),
  data: z.object({
    messageId: z.string().max(500),
    bounce: z.enum(['hard', 'soft']).optional(),
    detail: z.string().max(2000).optional(),
  }),
})

/** The event in a body whose signature is right; undefined for kinds that are of no interest here. @throws for what is no event */
export function readGenericEvent(id: string, body: string): ProviderEvent | undefined {
  const { type, data } = GenericEvent.parse(JSON.parse(body))
  const kind = kindOf(type, data.bounce ?? 'hard')
  return kind && { id, kind, messageIds: [data.messageId], detail: data.detail ?? `told by the provider (${type})` }
}

function kindOf(type: string, bounce: 'hard' | 'soft'): ProviderEvent['kind'] | undefined {
  if (type === 'mail.delivered') return 'delivered'
  if (type === 'mail.complained') return 'complained'
  if (type === 'mail.replied') return 'replied'
  if (type === 'mail.bounced') return bounce === 'hard' ? 'bounced' : 'bounced_softly'
  return undefined
}
