import { z } from 'zod'
import { noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { ListTagsQuery, RenameTagBody, TagPage, tagParams, TagResponse } from './tags.schemas.ts'
import { deleteTag, getTag, listTagsOfClient, renameTag } from './tags.service.ts'

const tag = 'contacts'

export const tagRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/tags', {
      schema: operation({
        operationId: 'listTags',
        tag,
        summary: "List the tags of a client's contacts",
        roles: everyone,
        params: idParams,
        querystring: ListTagsQuery,
        response: { 200: TagPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listTagsOfClient(trx, request.params.id, pages.open(request))),
        ),
    })

    app.patch('/v1/clients/:id/tags/:tag', {
      schema: operation({
        operationId: 'renameTag',
        tag,
        summary: 'Rename a tag everywhere',
        description: 'A tag that has the new name already takes it in; nobody has it twice.',
        roles: everyone,
        params: tagParams,
        body: RenameTagBody,
        response: { 200: TagResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id, tag } = request.params
          requireMatch(request, TagResponse, await getTag(trx, id, tag))
          return ok(await renameTag(trx, id, tag, request.body.tag))
        }),
    })

    app.delete('/v1/clients/:id/tags/:tag', {
      schema: operation({
        operationId: 'deleteTag',
        tag,
        summary: 'Take a tag off everybody',
        roles: everyone,
        params: tagParams,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await deleteTag(trx, request.params.id, request.params.tag)
          return noContent()
        }),
    })
  }
