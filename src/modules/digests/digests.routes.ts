import type { FastifyRequest } from 'fastify'
import { preferredType } from '../../http/accept.ts'
import { accepted, ok } from '../../http/answer.ts'
import { coachesAndTheClient, everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { Office } from '../links/office.service.ts'
import { digestNotWanted, digestSaysNothing, digestWasSent } from './digests.problems.ts'
import { DigestPreviewResponse, DigestSentResponse } from './digests.schemas.ts'
import { type DigestPreview, previewOfClient, previewOwn } from './preview.service.ts'
import { sendDigestNow } from './sending-now.service.ts'

const tag = 'digests'
const description = 'With `Accept: text/html` as the page that the mail is. Its links lead nowhere.'

export const digestRoutes =
  ({ inPractice }: Edge, office: Office): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/digest/preview', {
      schema: operation({
        operationId: 'previewClientDigest',
        tag,
        summary: 'See a client’s digest as it would be now',
        description,
        roles: everyone,
        params: idParams,
        response: { 200: DigestPreviewResponse },
        alsoAs: ['text/html'],
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          shown(request, await previewOfClient(trx, request.params.id, office)),
        ),
    })

    app.post('/v1/clients/:id/digest/send', {
      schema: operation({
        operationId: 'sendClientDigest',
        tag,
        summary: 'Send a client their digest now',
        description:
          'That of the present week, month or whatever their digests come by, and not at its hour. The next comes with the next: there is one in each at most.',
        roles: coachesAndTheClient,
        params: idParams,
        response: { 202: DigestSentResponse },
        problems: [404, digestNotWanted, digestSaysNothing, digestWasSent],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          accepted({ messageId: await sendDigestNow(trx, office, request.params.id) }),
        ),
    })

    app.get('/v1/me/digest/preview', {
      schema: operation({
        operationId: 'previewMyDigest',
        tag,
        summary: 'See your own digest as it would be now',
        description,
        roles: everyone,
        response: { 200: DigestPreviewResponse },
        alsoAs: ['text/html'],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => shown(request, await previewOwn(trx, office))),
    })
  }

function shown(request: FastifyRequest, preview: DigestPreview) {
  const type = preferredType(request, ['application/json', 'text/html'])
  if (type === 'application/json') return ok(preview)
  return { status: 200, text: { type, content: preview.html }, resource: true }
}
