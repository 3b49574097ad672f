import { z } from 'zod'
import { rawBody, readRaw } from '../../http/raw-body.ts'
import { operation } from '../../http/operation.ts'
import type { Routes } from '../../http/routes.ts'
import { signatureRefused } from '../mail-events/mail-events.problems.ts'
import { practiceOfProvider } from '../mail-events/mail-events.schemas.ts'
import { type InboundDeps, takeIn } from './inbound-mail.service.ts'

export const inboundMailRoutes =
  (deps: InboundDeps): Routes =>
  async (app) => {
    readRaw(app)
    app.post('/v1/inbound-mail/:provider', {
      schema: operation({
        operationId: 'receiveInboundMail',
        tag: 'integration',
        summary: 'Hand in a mail that came for the platform',
        description:
          'The mail as it came (RFC 5322), with the address it was for in a header (`Delivered-To` or the like), signed as Standard Webhooks say. Mails that came back and reports of unwanted mail are found by the Message-ID that they name. Answers are passed on: to a note, to the client; to a letter in a coach’s name, to the coach. What came to a client’s logging address becomes a draft. Automatic answers are noted only.',
        roles: [],
        params: z.object({ provider: z.enum(['generic']).describe('Whose way of handing in it is.') }),
        querystring: practiceOfProvider,
        response: { 204: z.undefined() },
        problems: [404, signatureRefused],
      }),
      handler: async (request, reply) => {
        await takeIn(deps, { headers: request.headers, raw: rawBody(request), practiceId: request.query.practice })
        return reply.code(204).send()
      },
    })
  }
