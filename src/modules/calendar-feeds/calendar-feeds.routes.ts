import type { Kysely } from 'kysely'
import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { etagOf, names } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { Database } from '../../infra/db/database.ts'
import { CalendarFeedResponse } from './calendar-feeds.schemas.ts'
import { getCalendarFeed, readCalendar, revokeCalendarFeed, rotateCalendarFeed } from './calendar-feeds.service.ts'

const tag = 'follow-ups'

export const calendarFeedRoutes =
  ({ inPractice, db, publicUrl }: Edge & { db: Kysely<Database>; publicUrl: string }): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/calendar-feed', {
      schema: operation({
        operationId: 'getCalendarFeed',
        tag,
        summary: 'Read whether a client’s calendar is shared',
        roles: everyone,
        params: idParams,
        response: { 200: CalendarFeedResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getCalendarFeed(trx, request.params.id))),
    })

    app.post('/v1/clients/:id/calendar-feed', {
      schema: operation({
        operationId: 'rotateCalendarFeed',
        tag,
        summary: 'Share a client’s follow-ups and calls as a calendar, under a new address',
        description: 'The address before, if there was one, answers 410 from then on.',
        roles: everyone,
        params: idParams,
        response: { 201: CalendarFeedResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id } = request.params
          const feed = await rotateCalendarFeed(trx, id, publicUrl)
          // Read later, it does not tell the address: this is a version of nothing.
          return { ...created(`/v1/clients/${id}/calendar-feed`, feed), resource: false, secretFields: ['url'] }
        }),
    })

    app.delete('/v1/clients/:id/calendar-feed', {
      schema: operation({
        operationId: 'revokeCalendarFeed',
        tag,
        summary: 'Share a client’s calendar no longer',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await revokeCalendarFeed(trx, request.params.id)
          return noContent()
        }),
    })

    // For calendar programs, which know nothing of the API.
    app.get('/calendar/:file', {
      schema: { hide: true, params: z.object({ file: z.string().max(200) }) },
      handler: async (request, reply) => {
        const calendar = await readCalendar(db, request.params.file.replace(/\.ics$/, ''), request.id)
        const etag = etagOf(calendar)
        reply.headers({ etag, 'cache-control': 'private, no-cache' })
        if (names(request.headers['if-none-match'] ?? '', etag)) return reply.code(304).send()
        return reply.type('text/calendar; charset=utf-8').send(calendar)
      },
    })
  }
