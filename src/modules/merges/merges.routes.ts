import { result } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { contactEmailTaken } from '../contacts/contacts.problems.ts'
import { mergedOn, mergeTooOld, mergeUndone, mergeWaits } from './merges.problems.ts'
import { MergeContactsBody, MergeResponse } from './merges.schemas.ts'
import { mergeContacts } from './merges.service.ts'
import { undoMerge } from './undoing.service.ts'

const tag = 'contacts'

export const mergeRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.post('/v1/contacts/:id/merge', {
      schema: operation({
        operationId: 'mergeContacts',
        tag,
        summary: 'Make several contacts one',
        description:
          'The contact in the path survives. It gets the whole history of the others, what it lacks itself, all tags and ' +
          'all notes. Introductions of one to the other are dropped, and those that would close a circle, the latest ' +
          'first; who was to hear the same news twice, or was in one conversation twice, is so once. The ids of the ' +
          'others go on answering, with the survivor.',
        roles: everyone,
        params: idParams,
        body: MergeContactsBody,
        response: { 200: MergeResponse },
        problems: [404, 409, mergeWaits],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          result(await mergeContacts(trx, request.params.id, request.body.from)),
        ),
    })

    app.post('/v1/merges/:id/undo', {
      schema: operation({
        operationId: 'undoMerge',
        tag,
        summary: 'Make contacts that were merged what they were',
        description:
          'For 30 days. What happened since stays with the survivor; what was edited or removed since stays so.',
        roles: everyone,
        params: idParams,
        response: { 200: MergeResponse },
        problems: [404, mergeUndone, mergeTooOld, mergedOn, contactEmailTaken],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => result(await undoMerge(trx, request.params.id))),
    })
  }
