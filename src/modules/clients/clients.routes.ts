import { created, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { coaches, coachesAndTheClient, everyone, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { clientEmailTaken, clientStatusRefused, clientWithholds, fieldForbidden } from './clients.problems.ts'
import { listClients } from './clients.repository.ts'
import { ClientPage, ClientResponse, CreateClientBody, ListClientsQuery, UpdateClientBody } from './clients.schemas.ts'
import {
  changeClientStatus,
  type ClientFollowers,
  createClient,
  editClient,
  getClient,
  getClientLocked,
} from './clients.service.ts'

const tag = 'clients'

export const clientRoutes =
  ({ inPractice, pages }: Edge, followers: ClientFollowers): Routes =>
  async (app) => {
    app.get('/v1/clients', {
      schema: operation({
        operationId: 'listClients',
        tag,
        summary: 'List clients',
        roles: members,
        querystring: ListClientsQuery,
        response: { 200: ClientPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listClients(trx, request.query, pages.open(request))),
        ),
    })

    app.post('/v1/clients', {
      schema: operation({
        operationId: 'createClient',
        tag,
        summary: 'Add a client',
        description: 'Mails nobody.',
        roles: coaches,
        body: CreateClientBody,
        response: { 201: ClientResponse },
        problems: [clientEmailTaken],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const client = await createClient(trx, request.body)
          return created(`/v1/clients/${client.id}`, client)
        }),
    })

    app.get('/v1/clients/:id', {
      schema: operation({
        operationId: 'getClient',
        tag,
        summary: 'Read a client',
        roles: everyone,
        params: idParams,
        response: { 200: ClientResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getClient(trx, request.params.id))),
    })

    app.patch('/v1/clients/:id', {
      schema: operation({
        operationId: 'editClient',
        tag,
        summary: 'Change a client',
        description:
          'Clients change their own `timeZone`, `locale`, `digest` with its weekday and hour, and `consents`. Another `email` ends their sessions.',
        roles: coachesAndTheClient,
        whileSuspended: true,
        params: idParams,
        body: UpdateClientBody,
        response: { 200: ClientResponse },
        problems: [404, 412, clientEmailTaken, fieldForbidden],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, ClientResponse, await getClientLocked(trx, request.params.id))
          return ok(await editClient(trx, request.params.id, request.body, followers))
        }),
    })

    const changes = {
      pause: { to: 'paused', summary: 'Pause a client' },
      resume: { to: 'active', summary: 'Resume a client who was paused, an alumnus, or archived' },
      complete: { to: 'alumni', summary: 'Complete the engagement: quotas end, keeping in touch goes on' },
      archive: { to: 'archived', summary: 'Put a client away and end their sessions' },
    } as const
    for (const [verb, { to, summary }] of Object.entries(changes)) {
      app.post(`/v1/clients/:id/${verb}`, {
        schema: operation({
          operationId: `${verb}Client`,
          tag,
          summary,
          roles: coaches,
          params: idParams,
          response: { 200: ClientResponse },
          problems: [404, clientStatusRefused, clientWithholds],
        }),
        handler: (request, reply) =>
          inPractice(request, reply, async (trx) =>
            ok(await changeClientStatus(trx, request.params.id, to, followers)),
          ),
      })
    }
  }
