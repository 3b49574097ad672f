import { z } from 'zod'
import { noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { members, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { lastOwner, memberHasClients } from './members.problems.ts'
import { listMembers } from './members.repository.ts'
import { ListMembersQuery, MemberPage, MemberResponse, UpdateMemberBody } from './members.schemas.ts'
import { changeRole, getMember, getMemberLocked, removeMember } from './members.service.ts'

const tag = 'practice'

export const memberRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/members', {
      schema: operation({
        operationId: 'listMembers',
        tag,
        summary: 'List the members of the practice',
        roles: members,
        querystring: ListMembersQuery,
        response: { 200: MemberPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => pages.answer(request, await listMembers(trx, pages.open(request)))),
    })

    app.get('/v1/members/:id', {
      schema: operation({
        operationId: 'getMember',
        tag,
        summary: 'Read a member',
        roles: members,
        params: idParams,
        response: { 200: MemberResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getMember(trx, request.params.id))),
    })

    app.patch('/v1/members/:id', {
      schema: operation({
        operationId: 'editMember',
        tag,
        summary: 'Give a member another role',
        description: 'It holds from their next request on.',
        roles: owners,
        params: idParams,
        body: UpdateMemberBody,
        response: { 200: MemberResponse },
        problems: [404, 412, lastOwner],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, MemberResponse, await getMemberLocked(trx, request.params.id))
          return ok(await changeRole(trx, request.params.id, request.body.role))
        }),
    })

    app.delete('/v1/members/:id', {
      schema: operation({
        operationId: 'removeMember',
        tag,
        summary: 'Remove a member',
        description: 'Ends their sessions at once. Not while clients are theirs, and not the last owner.',
        roles: owners,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, lastOwner, memberHasClients],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, MemberResponse, await getMemberLocked(trx, request.params.id))
          await removeMember(trx, request.params.id)
          return noContent()
        }),
    })
  }
