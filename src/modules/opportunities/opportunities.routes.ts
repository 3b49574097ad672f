import { searchEnded } from '../searches/searches.problems.ts'
import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { opportunityHasHistory } from './opportunities.problems.ts'
import {
  CreateOpportunityBody,
  ListOpportunitiesQuery,
  OpportunityPage,
  OpportunityResponse,
  UpdateOpportunityBody,
} from './opportunities.schemas.ts'
import {
  createOpportunity,
  deleteOpportunity,
  editOpportunity,
  getOpportunity,
  getOpportunityLocked,
  listOpportunitiesOfSearch,
} from './opportunities.service.ts'

const tag = 'opportunities'

export const opportunityRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/searches/:id/opportunities', {
      schema: operation({
        operationId: 'listOpportunities',
        tag,
        summary: 'List the opportunities of a search',
        roles: everyone,
        params: idParams,
        querystring: ListOpportunitiesQuery,
        response: { 200: OpportunityPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, query } = request
          return pages.answer(request, await listOpportunitiesOfSearch(trx, params.id, query, pages.open(request)))
        }),
    })

    app.post('/v1/searches/:id/opportunities', {
      schema: operation({
        operationId: 'createOpportunity',
        tag,
        summary: 'Add an opportunity to an active search',
        roles: everyone,
        params: idParams,
        body: CreateOpportunityBody,
        response: { 201: OpportunityResponse },
        problems: [404, searchEnded],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const opportunity = await createOpportunity(trx, request.params.id, request.body)
          return created(`/v1/opportunities/${opportunity.id}`, opportunity)
        }),
    })

    app.get('/v1/opportunities/:id', {
      schema: operation({
        operationId: 'getOpportunity',
        tag,
        summary: 'Read an opportunity',
        roles: everyone,
        params: idParams,
        response: { 200: OpportunityResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getOpportunity(trx, request.params.id))),
    })

    app.patch('/v1/opportunities/:id', {
      schema: operation({
        operationId: 'editOpportunity',
        tag,
        summary: 'Change an opportunity',
        description: 'Once its search has ended, only the status.',
        roles: everyone,
        params: idParams,
        body: UpdateOpportunityBody,
        response: { 200: OpportunityResponse },
        problems: [404, 412, searchEnded],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const opportunity = await getOpportunityLocked(trx, request.params.id)
          requireMatch(request, OpportunityResponse, opportunity)
          return ok(await editOpportunity(trx, opportunity, request.body))
        }),
    })

    app.delete('/v1/opportunities/:id', {
      schema: operation({
        operationId: 'deleteOpportunity',
        tag,
        summary: 'Remove an opportunity of which nothing came',
        description: 'One that has interviews, interactions or a landing stays: set its status instead.',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, opportunityHasHistory],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const opportunity = await getOpportunityLocked(trx, request.params.id)
          requireMatch(request, OpportunityResponse, opportunity)
          await deleteOpportunity(trx, opportunity)
          return noContent()
        }),
    })
  }
