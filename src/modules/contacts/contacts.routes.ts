import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { personErased } from '../tombstones/tombstones.problems.ts'
import { contactEmailTaken, hasHistory } from './contacts.problems.ts'
import {
  ContactPage, ContactResponse, CreateContactBody, ListContactsQuery, UpdateContactBody,
} from './contacts.schemas.ts' // prettier-ignore
import {
  contactsOfClient, createContact, deleteContact, editContact, getContact, getContactLocked,
} from './contacts.service.ts' // prettier-ignore

const tag = 'contacts'

export const contactRoutes =
  ({ inPractice, atAGlance, pages }: Edge, tombstones: Buffer): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/contacts', {
      schema: operation({
        operationId: 'listContacts',
        tag,
        summary: 'List the people a client knows',
        roles: everyone,
        params: idParams,
        querystring: ListContactsQuery,
        response: { 200: ContactPage },
        problems: [404],
      }),
      handler: (request, reply) => {
        const { id } = request.params
        const page = pages.open(request)
        return atAGlance(request, reply, contactsOfClient(id, request.query, page), (found) =>
          pages.answerJson(request, found),
        )
      },
    })

    app.post('/v1/clients/:id/contacts', {
      schema: operation({
        operationId: 'createContact',
        tag,
        summary: 'Add somebody a client knows',
        description:
          '`contact_email_taken` (409) names who has the address: `existingContactId`, `existingContactName`.',
        roles: everyone,
        // Whoever makes up what they owe with somebody new has to be able to say with whom.
        whileSuspended: true,
        params: idParams,
        body: CreateContactBody,
        response: { 201: ContactResponse },
        problems: [404, contactEmailTaken, personErased],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const contact = await createContact(trx, request.params.id, request.body, tombstones)
          return created(`/v1/contacts/${contact.id}`, contact)
        }),
    })

    app.get('/v1/contacts/:id', {
      schema: operation({
        operationId: 'getContact',
        tag,
        summary: 'Read a contact',
        roles: everyone,
        params: idParams,
        response: { 200: ContactResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getContact(trx, request.params.id))),
    })

    app.patch('/v1/contacts/:id', {
      schema: operation({
        operationId: 'editContact',
        tag,
        summary: 'Change a contact',
        description:
          '`contact_email_taken` (409) names who has the address: `existingContactId`, `existingContactName`.',
        roles: everyone,
        params: idParams,
        body: UpdateContactBody,
        response: { 200: ContactResponse },
        problems: [404, 412, contactEmailTaken, personErased],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const contact = await getContactLocked(trx, request.params.id)
          requireMatch(request, ContactResponse, contact)
          return ok(await editContact(trx, contact, request.body, tombstones))
        }),
    })

    app.delete('/v1/contacts/:id', {
      schema: operation({
        operationId: 'deleteContact',
        tag,
        summary: 'Delete a contact who has no history',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, hasHistory],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const contact = await getContactLocked(trx, request.params.id)
          requireMatch(request, ContactResponse, contact)
          await deleteContact(trx, contact)
          return noContent()
        }),
    })
  }
