import { z } from 'zod'
import { noContent, result } from '../../http/answer.ts'
import { coachesAndTheClient, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { answerDataRequest } from './data-requests.service.ts'
import { DataRequestBody, DataRequestResponse } from './erasure.schemas.ts'
import { eraseClient, eraseContact } from './erasure.service.ts'

const tag = 'data'

export const erasureRoutes =
  ({ inPractice }: Edge, key: Buffer): Routes =>
  async (app) => {
    app.post('/v1/contacts/:id/erase', {
      schema: operation({
        operationId: 'eraseContact',
        tag,
        summary: 'Remove a person from a network for good',
        description:
          'What says who it was goes: from the contact, conversations, letters, events. What is counted stays, as of an “Erased person”. The address is refused from now on.',
        roles: coachesAndTheClient,
        whileSuspended: true,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await eraseContact(trx, key, request.params.id)
          return noContent()
        }),
    })

    app.post('/v1/clients/:id/erase', {
      schema: operation({
        operationId: 'eraseClient',
        tag,
        summary: 'Remove a client and everybody they know for good',
        description: 'What is counted stays, as of an “Erased client” who is archived.',
        roles: owners,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await eraseClient(trx, key, request.params.id)
          return noContent()
        }),
    })

    app.post('/v1/data-requests', {
      schema: operation({
        operationId: 'answerDataRequest',
        tag,
        summary: 'Tell somebody what is held of them, or forget them, in all networks',
        roles: owners,
        body: DataRequestBody,
        response: { 200: DataRequestResponse },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => result(await answerDataRequest(trx, key, request.body))),
    })
  }
