import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import {
  InteractionPage,
  InteractionResponse,
  ListContactInteractionsQuery,
  ListInteractionsQuery,
  LogInteractionBody,
  LogInteractionsBody,
  LogInteractionsResponse,
  UpdateInteractionBody,
} from './interactions.schemas.ts'
import {
  deleteInteraction,
  editInteraction,
  getInteraction,
  getInteractionLocked,
  listInteractionsOfClient,
  listInteractionsOfContact,
  logInteractions,
} from './interactions.service.ts'

const tag = 'interactions'

export const interactionRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/interactions', {
      schema: operation({
        operationId: 'listInteractions',
        tag,
        summary: 'List what a client did, newest first',
        roles: everyone,
        params: idParams,
        querystring: ListInteractionsQuery,
        response: { 200: InteractionPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, query } = request
          return pages.answer(request, await listInteractionsOfClient(trx, params.id, query, pages.open(request)))
        }),
    })

    app.post('/v1/clients/:id/interactions', {
      schema: operation({
        operationId: 'logInteraction',
        tag,
        summary: 'Log an interaction',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: LogInteractionBody,
        response: { 201: InteractionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const [logged] = await logInteractions(trx, request.params.id, [request.body], () => '')
          return created(`/v1/interactions/${logged!.id}`, logged)
        }),
    })

    app.post('/v1/clients/:id/interactions/batch', {
      schema: operation({
        operationId: 'logInteractions',
        tag,
        summary: 'Log many interactions, all or none',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: LogInteractionsBody,
        response: { 201: LogInteractionsResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, body } = request
          const pointerTo = (index: number) => `/interactions/${index}`
          const interactions = await logInteractions(trx, params.id, body.interactions, pointerTo)
          return { status: 201, body: { interactions } }
        }),
    })

    app.get('/v1/contacts/:id/interactions', {
      schema: operation({
        operationId: 'listContactInteractions',
        tag,
        summary: 'List what happened with a contact, newest first',
        roles: everyone,
        params: idParams,
        querystring: ListContactInteractionsQuery,
        response: { 200: InteractionPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, query } = request
          return pages.answer(request, await listInteractionsOfContact(trx, params.id, query, pages.open(request)))
        }),
    })

    app.get('/v1/interactions/:id', {
      schema: operation({
        operationId: 'getInteraction',
        tag,
        summary: 'Read an interaction',
        roles: everyone,
        params: idParams,
        response: { 200: InteractionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getInteraction(trx, request.params.id))),
    })

    app.patch('/v1/interactions/:id', {
      schema: operation({
        operationId: 'editInteraction',
        tag,
        summary: 'Change an interaction',
        roles: everyone,
        params: idParams,
        body: UpdateInteractionBody,
        response: { 200: InteractionResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const interaction = await getInteractionLocked(trx, request.params.id)
          requireMatch(request, InteractionResponse, interaction)
          return ok(await editInteraction(trx, interaction, request.body))
        }),
    })

    app.delete('/v1/interactions/:id', {
      schema: operation({
        operationId: 'deleteInteraction',
        tag,
        summary: 'Remove an interaction',
        description: 'Introductions that were made in it stay.',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const interaction = await getInteractionLocked(trx, request.params.id)
          requireMatch(request, InteractionResponse, interaction)
          await deleteInteraction(trx, interaction)
          return noContent()
        }),
    })
  }
