import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { introductionCycle, introductionExists } from './introductions.problems.ts'
import {
  CreateIntroductionBody, IntroductionResponse, IntroductionsResponse, UpdateIntroductionBody,
} from './introductions.schemas.ts' // prettier-ignore
import {
  createIntroduction, deleteIntroduction, editIntroduction, getIntroduction, getIntroductionLocked, getIntroductions,
} from './introductions.service.ts' // prettier-ignore

const tag = 'introductions'

export const introductionRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/contacts/:id/introductions', {
      schema: operation({
        operationId: 'getIntroductions',
        tag,
        summary: 'Read who introduced a contact and whom the contact led to',
        roles: everyone,
        params: idParams,
        response: { 200: IntroductionsResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getIntroductions(trx, request.params.id))),
    })

    app.post('/v1/contacts/:id/introductions', {
      schema: operation({
        operationId: 'createIntroduction',
        tag,
        summary: 'Record whom a contact introduced the client to',
        description: '`introduction_cycle` (409) says in `path` how the two are connected already.',
        roles: everyone,
        params: idParams,
        body: CreateIntroductionBody,
        response: { 201: IntroductionResponse },
        problems: [404, introductionCycle, introductionExists],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const introduction = await createIntroduction(trx, request.params.id, request.body)
          return created(`/v1/introductions/${introduction.id}`, introduction)
        }),
    })

    app.get('/v1/introductions/:id', {
      schema: operation({
        operationId: 'getIntroduction',
        tag,
        summary: 'Read an introduction',
        roles: everyone,
        params: idParams,
        response: { 200: IntroductionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getIntroduction(trx, request.params.id))),
    })

    app.patch('/v1/introductions/:id', {
      schema: operation({
        operationId: 'editIntroduction',
        tag,
        summary: 'Change an introduction, or let chains follow it',
        roles: everyone,
        params: idParams,
        body: UpdateIntroductionBody,
        response: { 200: IntroductionResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const introduction = await getIntroductionLocked(trx, request.params.id)
          requireMatch(request, IntroductionResponse, introduction)
          return ok(await editIntroduction(trx, introduction, request.body))
        }),
    })

    app.delete('/v1/introductions/:id', {
      schema: operation({
        operationId: 'deleteIntroduction',
        tag,
        summary: 'Remove an introduction',
        description: 'The people stay.',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 409, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const introduction = await getIntroductionLocked(trx, request.params.id)
          requireMatch(request, IntroductionResponse, introduction)
          await deleteIntroduction(trx, introduction)
          return noContent()
        }),
    })
  }
