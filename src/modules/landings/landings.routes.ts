import { announcementClosedForEdits, clientApproves, consentMissing } from '../announcements/announcements.problems.ts'
import { clientIsSearching, searchOverlaps } from '../searches/searches.problems.ts'
import { emailUnverified } from '../users/users.problems.ts'
import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { AnnouncementResponse } from '../announcements/announcements.schemas.ts'
import { SearchResponse } from '../searches/searches.schemas.ts'
import { peopleHaveBeenTold, searchHasEnded, searchIsActive } from './landings.problems.ts'
import { CorrectLandingBody, LandBody, LandingResponse, ReopenBody, StoryResponse } from './landings.schemas.ts'
import { correctLanding, getLanding, getLandingLocked, land, reopen, takeBackLanding } from './landings.service.ts'
import { tellStory } from './story.service.ts'

const tag = 'landings'

export const landingRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.post('/v1/searches/:id/landing', {
      schema: operation({
        operationId: 'landSearch',
        tag,
        summary: 'End a search with the job it led to',
        description: 'Draws up the announcement: a recipient for everybody who was part of the search, helpful or not.',
        roles: everyone,
        params: idParams,
        body: LandBody,
        response: { 201: z.object({ landing: LandingResponse, announcement: AnnouncementResponse }) },
        problems: [404, searchHasEnded, searchOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ({
          ...created(`/v1/searches/${request.params.id}/landing`, await land(trx, request.params.id, request.body)),
          resource: false,
        })),
    })

    app.get('/v1/searches/:id/landing', {
      schema: operation({
        operationId: 'getLanding',
        tag,
        summary: 'Read the landing of a search',
        roles: everyone,
        params: idParams,
        response: { 200: LandingResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getLanding(trx, request.params.id))),
    })

    app.patch('/v1/searches/:id/landing', {
      schema: operation({
        operationId: 'correctLanding',
        tag,
        summary: 'Correct a landing; texts that have not gone out follow',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: CorrectLandingBody,
        response: { 200: LandingResponse },
        problems: [
          404,
          412,
          searchOverlaps,
          announcementClosedForEdits,
          clientApproves,
          consentMissing,
          emailUnverified,
        ],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, LandingResponse, await getLandingLocked(trx, request.params.id))
          return ok(await correctLanding(trx, request.params.id, request.body))
        }),
    })

    app.delete('/v1/searches/:id/landing', {
      schema: operation({
        operationId: 'takeBackLanding',
        tag,
        summary: 'Take a landing back before anyone is told',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, peopleHaveBeenTold, clientIsSearching, searchOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, LandingResponse, await getLandingLocked(trx, request.params.id))
          await takeBackLanding(trx, request.params.id)
          return noContent()
        }),
    })

    app.post('/v1/searches/:id/reopen', {
      schema: operation({
        operationId: 'reopenSearch',
        tag,
        summary: 'Let an ended search go on: the job fell through',
        roles: everyone,
        params: idParams,
        body: ReopenBody,
        response: { 200: SearchResponse },
        problems: [404, searchIsActive, clientIsSearching, searchOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await reopen(trx, request.params.id, request.body.reason))),
    })

    app.get('/v1/searches/:id/story', {
      schema: operation({
        operationId: 'getStory',
        tag,
        summary: 'Read how a landing came about, in one sentence and hop by hop',
        roles: everyone,
        params: idParams,
        response: { 200: StoryResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await tellStory(trx, request.params.id))),
    })
  }
