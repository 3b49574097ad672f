import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { clientIsSearching, searchHasHistory, searchLanded, searchOverlaps } from './searches.problems.ts'
import { ListSearchesQuery, SearchPage, SearchResponse, StartSearchBody, UpdateSearchBody } from './searches.schemas.ts'
import {
  deleteSearch,
  editSearch,
  getSearch,
  getSearchLocked,
  listSearchesOfClient,
  startSearch,
} from './searches.service.ts'

const tag = 'searches'

export const searchRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/searches', {
      schema: operation({
        operationId: 'listSearches',
        tag,
        summary: "List a client's searches",
        roles: everyone,
        params: idParams,
        querystring: ListSearchesQuery,
        response: { 200: SearchPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listSearchesOfClient(trx, request.params.id, request.query, pages.open(request))),
        ),
    })

    app.post('/v1/clients/:id/searches', {
      schema: operation({
        operationId: 'startSearch',
        tag,
        summary: 'Start a search',
        description:
          'A client has at most one active search, and searches share no days, but for the one on which one ends and the next begins.',
        roles: everyone,
        params: idParams,
        body: StartSearchBody,
        response: { 201: SearchResponse },
        problems: [404, clientIsSearching, searchOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const search = await startSearch(trx, request.params.id, request.body)
          return created(`/v1/searches/${search.id}`, search)
        }),
    })

    app.get('/v1/searches/:id', {
      schema: operation({
        operationId: 'getSearch',
        tag,
        summary: 'Read a search',
        roles: everyone,
        params: idParams,
        response: { 200: SearchResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getSearch(trx, request.params.id))),
    })

    app.patch('/v1/searches/:id', {
      schema: operation({
        operationId: 'editSearch',
        tag,
        summary: 'Change a search, or withdraw it',
        description: 'The days of a landed search follow its landing: correct that instead, or reopen the search.',
        roles: everyone,
        params: idParams,
        body: UpdateSearchBody,
        response: { 200: SearchResponse },
        problems: [404, 412, searchLanded, clientIsSearching, searchOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const search = await getSearchLocked(trx, request.params.id)
          requireMatch(request, SearchResponse, search)
          return ok(await editSearch(trx, search, request.body))
        }),
    })

    app.delete('/v1/searches/:id', {
      schema: operation({
        operationId: 'deleteSearch',
        tag,
        summary: 'Remove a search of which nothing came',
        description: 'One that has commitments, opportunities, interactions or a landing stays: withdraw it instead.',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, searchHasHistory],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const search = await getSearchLocked(trx, request.params.id)
          requireMatch(request, SearchResponse, search)
          await deleteSearch(trx, search)
          return noContent()
        }),
    })
  }
