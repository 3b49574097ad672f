import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { InteractionResponse } from '../interactions/interactions.schemas.ts'
import type { Office } from '../links/office.service.ts'
import {
  ConfirmDraftBody,
  InteractionDraftPage,
  InteractionDraftResponse,
  ListInteractionDraftsQuery,
  LoggingAddressResponse,
} from './interaction-drafts.schemas.ts'
import {
  confirmDraft,
  discardDraft,
  getDraft,
  getDraftLocked,
  getLoggingAddress,
  listDraftsOf,
} from './interaction-drafts.service.ts'

const tag = 'interactions'

export const interactionDraftRoutes =
  ({ inPractice, pages }: Edge, office: Office): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/logging-address', {
      schema: operation({
        operationId: 'getLoggingAddress',
        tag,
        summary: 'Read the address by which a client logs what they mail',
        roles: everyone,
        params: idParams,
        response: { 200: LoggingAddressResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getLoggingAddress(trx, office, request.params.id))),
    })

    app.get('/v1/clients/:id/interaction-drafts', {
      schema: operation({
        operationId: 'listInteractionDrafts',
        tag,
        summary: 'List mails to a client’s logging address that nobody has placed yet',
        roles: everyone,
        params: idParams,
        querystring: ListInteractionDraftsQuery,
        response: { 200: InteractionDraftPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listDraftsOf(trx, request.params.id, pages.open(request))),
        ),
    })

    app.get('/v1/interaction-drafts/:id', {
      schema: operation({
        operationId: 'getInteractionDraft',
        tag,
        summary: 'Read a mail that is not in the log yet',
        roles: everyone,
        params: idParams,
        response: { 200: InteractionDraftResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getDraft(trx, request.params.id))),
    })

    app.post('/v1/interaction-drafts/:id/confirm', {
      schema: operation({
        operationId: 'confirmInteractionDraft',
        tag,
        summary: 'Log the conversation that a mail was',
        description: 'The draft is gone then. Where none of its people is a contact, say with whom it was.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: ConfirmDraftBody,
        response: { 201: InteractionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const draft = await getDraftLocked(trx, request.params.id)
          const logged = await confirmDraft(trx, draft, request.body)
          return created(`/v1/interactions/${logged.id}`, logged)
        }),
    })

    app.delete('/v1/interaction-drafts/:id', {
      schema: operation({
        operationId: 'discardInteractionDraft',
        tag,
        summary: 'Discard a mail that was no conversation to log',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const draft = await getDraftLocked(trx, request.params.id)
          requireMatch(request, InteractionDraftResponse, draft)
          await discardDraft(trx, draft)
          return noContent()
        }),
    })
  }
