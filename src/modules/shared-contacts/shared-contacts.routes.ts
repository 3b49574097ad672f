import { coaches, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { ListSharedContactsQuery, SharedContactPage } from './shared-contacts.schemas.ts'
import { listContactsInSeveralNetworks } from './shared-contacts.service.ts'

export const sharedContactRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/shared-contacts', {
      schema: operation({
        operationId: 'listSharedContacts',
        tag: 'contacts',
        summary: 'List people whom several clients know',
        description:
          'For a coach among their own clients, for an owner among all. No client ever learns whom another client knows.',
        roles: coaches,
        querystring: ListSharedContactsQuery,
        response: { 200: SharedContactPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listContactsInSeveralNetworks(trx, request.query, pages.open(request))),
        ),
    })
  }
