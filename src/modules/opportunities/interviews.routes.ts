import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import {
  CreateInterviewBody,
  InterviewPage,
  InterviewResponse,
  ListInterviewsQuery,
  UpdateInterviewBody,
} from './interviews.schemas.ts'
import {
  createInterview,
  deleteInterview,
  editInterview,
  getInterview,
  getInterviewLocked,
  listInterviewsOfOpportunity,
} from './interviews.service.ts'

const tag = 'interviews'

export const interviewRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/opportunities/:id/interviews', {
      schema: operation({
        operationId: 'listInterviews',
        tag,
        summary: 'List the interviews for an opportunity, by round',
        roles: everyone,
        params: idParams,
        querystring: ListInterviewsQuery,
        response: { 200: InterviewPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listInterviewsOfOpportunity(trx, request.params.id, pages.open(request))),
        ),
    })

    app.post('/v1/opportunities/:id/interviews', {
      schema: operation({
        operationId: 'createInterview',
        tag,
        summary: 'Add an interview, past or planned',
        roles: everyone,
        params: idParams,
        body: CreateInterviewBody,
        response: { 201: InterviewResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const interview = await createInterview(trx, request.params.id, request.body)
          return created(`/v1/interviews/${interview.id}`, interview)
        }),
    })

    app.get('/v1/interviews/:id', {
      schema: operation({
        operationId: 'getInterview',
        tag,
        summary: 'Read an interview',
        roles: everyone,
        params: idParams,
        response: { 200: InterviewResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getInterview(trx, request.params.id))),
    })

    app.patch('/v1/interviews/:id', {
      schema: operation({
        operationId: 'editInterview',
        tag,
        summary: 'Change an interview',
        roles: everyone,
        params: idParams,
        body: UpdateInterviewBody,
        response: { 200: InterviewResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const interview = await getInterviewLocked(trx, request.params.id)
          requireMatch(request, InterviewResponse, interview)
          return ok(await editInterview(trx, interview, request.body))
        }),
    })

    app.delete('/v1/interviews/:id', {
      schema: operation({
        operationId: 'deleteInterview',
        tag,
        summary: 'Remove an interview',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const interview = await getInterviewLocked(trx, request.params.id)
          requireMatch(request, InterviewResponse, interview)
          await deleteInterview(trx, interview)
          return noContent()
        }),
    })
  }
