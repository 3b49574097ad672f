import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { members, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { listInvitations } from './invitations.repository.ts'
import { InvitationPage, InvitationResponse, InviteBody, ListInvitationsQuery } from './invitations.schemas.ts'
import { getInvitation, type InvitationDeps, inviteMember, revokeInvitation } from './invitations.service.ts'
import { emailUnverified } from '../users/users.problems.ts'
import { memberAlready } from './members.problems.ts'

const tag = 'practice'

export const invitationRoutes =
  ({ inPractice, pages }: Edge, deps: InvitationDeps): Routes =>
  async (app) => {
    app.get('/v1/invitations', {
      schema: operation({
        operationId: 'listInvitations',
        tag,
        summary: 'List the invitations that nobody has accepted yet',
        roles: members,
        querystring: ListInvitationsQuery,
        response: { 200: InvitationPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listInvitations(trx, pages.open(request))),
        ),
    })

    app.post('/v1/invitations', {
      schema: operation({
        operationId: 'inviteMember',
        tag,
        summary: 'Invite somebody to join the practice',
        description:
          'Mails them a link that is good for seven days. Inviting the same address again replaces the earlier link. ' +
          'Outside of sandboxes, whoever invites has confirmed their own address.',
        roles: owners,
        body: InviteBody,
        response: { 201: InvitationResponse },
        problems: [memberAlready, emailUnverified],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const invitation = await inviteMember(trx, deps, request.body)
          return created(`/v1/invitations/${invitation.id}`, invitation)
        }),
    })

    app.get('/v1/invitations/:id', {
      schema: operation({
        operationId: 'getInvitation',
        tag,
        summary: 'Read an invitation',
        roles: members,
        params: idParams,
        response: { 200: InvitationResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getInvitation(trx, request.params.id))),
    })

    app.delete('/v1/invitations/:id', {
      schema: operation({
        operationId: 'revokeInvitation',
        tag,
        summary: 'Take an invitation back',
        roles: owners,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await revokeInvitation(trx, request.params.id)
          return noContent()
        }),
    })
  }
