import { z } from 'zod'
import { noContent } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { DismissDuplicateBody, DuplicatePage, ListDuplicatesQuery } from './duplicates.schemas.ts'
import { dismissDuplicate, listDuplicates } from './duplicates.service.ts'

const tag = 'contacts'

export const duplicateRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/duplicates', {
      schema: operation({
        operationId: 'listDuplicates',
        tag,
        summary: 'List contacts who may be one person',
        description: 'The surest first. Of many who have something in common only ten are held against each other.',
        roles: everyone,
        params: idParams,
        querystring: ListDuplicatesQuery,
        response: { 200: DuplicatePage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listDuplicates(trx, request.params.id, pages.open(request))),
        ),
    })

    app.post('/v1/clients/:id/duplicates/dismiss', {
      schema: operation({
        operationId: 'dismissDuplicate',
        tag,
        summary: 'Say that two contacts are different people',
        description: 'They are not listed as likely duplicates of each other again.',
        roles: everyone,
        params: idParams,
        body: DismissDuplicateBody,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await dismissDuplicate(trx, request.params.id, request.body)
          return noContent()
        }),
    })
  }
