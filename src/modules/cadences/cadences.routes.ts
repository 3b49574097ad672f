import { ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { ContactCadenceResponse, SetCadenceBody, SnoozeBody } from './cadences.schemas.ts'
import { getContactCadence, getContactCadenceLocked, setContactCadence, snoozeContact } from './cadences.service.ts'

const tag = 'follow-ups'

export const cadenceRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/contacts/:id/cadence', {
      schema: operation({
        operationId: 'getContactCadence',
        tag,
        summary: 'Read how often a contact hears from the client, and when next',
        roles: everyone,
        params: idParams,
        response: { 200: ContactCadenceResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getContactCadence(trx, request.params.id))),
    })

    app.put('/v1/contacts/:id/cadence', {
      schema: operation({
        operationId: 'setContactCadence',
        tag,
        summary: 'Give a contact a cadence of their own, pause it, or never fall due',
        description: 'Its first step begins with the last time they were in touch.',
        roles: everyone,
        params: idParams,
        body: SetCadenceBody,
        response: { 200: ContactCadenceResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, ContactCadenceResponse, await getContactCadenceLocked(trx, request.params.id))
          return ok(await setContactCadence(trx, request.params.id, request.body))
        }),
    })

    app.delete('/v1/contacts/:id/cadence', {
      schema: operation({
        operationId: 'inheritContactCadence',
        tag,
        summary: 'Let a contact inherit their cadence',
        description: 'From their tags, their tier, the client or the practice.',
        roles: everyone,
        params: idParams,
        response: { 200: ContactCadenceResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, ContactCadenceResponse, await getContactCadenceLocked(trx, request.params.id))
          return ok(await setContactCadence(trx, request.params.id, null))
        }),
    })

    app.post('/v1/contacts/:id/snooze', {
      schema: operation({
        operationId: 'snoozeContact',
        tag,
        summary: 'Put a follow-up off until a day',
        description: 'It holds until the two are in touch.',
        roles: everyone,
        params: idParams,
        body: SnoozeBody,
        response: { 200: ContactCadenceResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await snoozeContact(trx, request.params.id, request.body.until))),
    })
  }
