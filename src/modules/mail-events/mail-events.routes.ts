import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { malformed } from '../../http/problem.ts'
import { operation } from '../../http/operation.ts'
import type { Routes } from '../../http/routes.ts'
import { signatureRefused } from './mail-events.problems.ts'
import { type MailEventDeps, noteMailEvent } from './mail-events.service.ts'
import type { ProviderEvent } from './provider-event.rules.ts'
import { readGenericEvent } from './generic.rules.ts'
import { confirmOrRead, type SesDeps } from './ses.service.ts'
import { requireSignature, type SignatureDeps } from './signatures.service.ts'
import { readReturned } from './returned-mail.rules.ts'

const tag = 'integration'
const query = z.strictObject({
  practice: z.uuid().optional().describe('Whose own provider tells; signed with the secret of its mail settings.'),
})

const raw = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))

/** Bodies are read as they are: a signature is of bytes. */
export const mailEventRoutes =
  (deps: MailEventDeps & SignatureDeps & SesDeps): Routes =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

    app.post('/v1/mail-events/:provider', {
      schema: operation({
        operationId: 'receiveMailEvent',
        tag,
        summary: 'Tell what became of a mail',
        description:
          'For mail providers. `generic`: `{ type, data: { messageId, bounce?, detail? } }` with `type` one of `mail.delivered`, `mail.bounced`, `mail.complained`, `mail.replied`, signed as Standard Webhooks say (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `ses`: Amazon SES through SNS. A mail is known by its Message-ID alone; what names none, or is of another kind, is accepted and has no effect; told again, it has none either.',
        roles: [],
        params: z.object({ provider: z.enum(['generic', 'ses']).describe('Whose way of telling it is.') }),
        querystring: query,
        response: { 204: z.undefined() },
        problems: [404, signatureRefused],
      }),
      handler: async (request, reply) => {
        const { provider } = request.params
        const practiceId = provider === 'generic' ? request.query.practice : undefined
        if (provider === 'generic') requireSignature(deps, request.headers, raw(request), practiceId)
        const event = await readable(() =>
          provider === 'ses'
            ? confirmOrRead(deps, raw(request))
            : readGenericEvent(String(request.headers['webhook-id']), raw(request).toString()),
        )
        if (event) await noteMailEvent(deps, { provider, practiceId }, event)
        return reply.code(204).send()
      },
    })

    app.post('/v1/inbound-mail/:provider', {
      schema: operation({
        operationId: 'receiveInboundMail',
        tag,
        summary: 'Hand in a mail that came for the platform',
        description:
          'The mail as it came (RFC 5322), signed as Standard Webhooks say. Mails that came back, reports of unwanted mail, and answers are found by the Message-ID that they name; automatic answers are noted only.',
        roles: [],
        params: z.object({ provider: z.enum(['generic']).describe('Whose way of handing in it is.') }),
        querystring: query,
        response: { 204: z.undefined() },
        problems: [404, signatureRefused],
      }),
      handler: async (request, reply) => {
        const practiceId = request.query.practice
        requireSignature(deps, request.headers, raw(request), practiceId)
        const event = readReturned(String(request.headers['webhook-id']), raw(request).toString())
        if (event) await noteMailEvent(deps, { provider: 'inbound', practiceId }, event)
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
