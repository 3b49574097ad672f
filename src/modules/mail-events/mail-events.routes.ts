import { z } from 'zod'
import { malformed } from '../../http/problem.ts'
import { operation } from '../../http/operation.ts'
import { rawBody, readRaw } from '../../http/raw-body.ts'
import type { Routes } from '../../http/routes.ts'
import { practiceOfProvider } from './mail-events.schemas.ts'
import { certificateUnavailable, signatureRefused } from './mail-events.problems.ts'
import { type MailEventDeps, noteMailEvent } from './mail-events.service.ts'
import type { ProviderEvent } from './provider-event.rules.ts'
import { readGenericEvent } from './generic.rules.ts'
import { confirmOrRead, type SesDeps } from './ses.service.ts'
import { requireSignature, type SignatureDeps } from './signatures.service.ts'

export const mailEventRoutes =
  (deps: MailEventDeps & SignatureDeps & SesDeps): Routes =>
  async (app) => {
    readRaw(app)
    app.post('/v1/mail-events/:provider', {
      schema: operation({
        operationId: 'receiveMailEvent',
        tag: 'integration',
        summary: 'Tell what became of a mail',
        description:
          'For mail providers. `generic`: `{ type, data: { messageId, bounce?, detail? } }` with `type` one of `mail.delivered`, `mail.bounced`, `mail.complained`, `mail.replied`, signed as Standard Webhooks say (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `ses`: Amazon SES through SNS. A mail is known by its Message-ID alone; what names none, or is of another kind, is accepted and has no effect; told again, it has none either.',
        roles: [],
        params: z.object({ provider: z.enum(['generic', 'ses']).describe('Whose way of telling it is.') }),
        querystring: practiceOfProvider,
        response: { 204: z.undefined() },
        problems: [404, certificateUnavailable, signatureRefused],
      }),
      handler: async (request, reply) => {
        const { provider } = request.params
        const practiceId = provider === 'generic' ? request.query.practice : undefined
        const id = provider === 'generic' && requireSignature(deps, request.headers, rawBody(request), practiceId)
        const event = await readable(() =>
          id === false ? confirmOrRead(deps, rawBody(request)) : readGenericEvent(id, rawBody(request).toString()),
        )
        if (event) await noteMailEvent(deps, { provider, practiceId }, event)
        return reply.code(204).send()
      },
    })
  }

/** What is signed and yet no event is its sender's mistake. */
async function readable(read: () => ProviderEvent | undefined | Promise<ProviderEvent | undefined>) {
  try {
    return await read()
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw malformed('This is not an event.')
    throw error
  }
}
