import { accepted, created, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { emailUnverified } from '../users/users.problems.ts'
import {
  addressMissing,
  alreadyRecipient,
  announcementClosedForEdits,
  announcementIncomplete,
  clientApproves,
  consentMissing,
  transitionRefused,
} from './announcements.problems.ts'
import {
  AddRecipientBody,
  EditRecipientBody,
  ListRecipientsQuery,
  PreviewResponse,
  RecipientPage,
  RecipientResponse,
  TestSendBody,
  TestSendResponse,
  ToldBody,
} from './announcements.schemas.ts'
import { getAnnouncement } from './announcements.service.ts'
import { previewNote, sendTest } from './preview.service.ts'
import { listRecipients } from './recipients.repository.ts'
import { editRecipient } from './editing.service.ts'
import { addRecipient, getRecipient, getRecipientLocked } from './recipients.service.ts'
import { markTold, takeBackTold } from './telling.service.ts'
import type { Office } from '../links/office.service.ts'

const tag = 'announcements'

export const recipientRoutes =
  ({ inPractice, pages }: Edge, office: Office): Routes =>
  async (app) => {
    app.get('/v1/announcements/:id/recipients', {
      schema: operation({
        operationId: 'listRecipients',
        tag,
        summary: 'List the recipients of an announcement',
        roles: everyone,
        params: idParams,
        querystring: ListRecipientsQuery,
        response: { 200: RecipientPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id } = await getAnnouncement(trx, request.params.id)
          return pages.answer(request, await listRecipients(trx, id, request.query, pages.open(request)))
        }),
    })

    app.post('/v1/announcements/:id/recipients', {
      schema: operation({
        operationId: 'addRecipient',
        tag,
        summary: 'Add a contact to an announcement',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: AddRecipientBody,
        response: { 201: RecipientResponse },
        problems: [
          404,
          announcementClosedForEdits,
          clientApproves,
          consentMissing,
          emailUnverified,
          addressMissing,
          alreadyRecipient,
        ],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const recipient = await addRecipient(trx, request.params.id, request.body)
          return created(`/v1/announcement-recipients/${recipient.id}`, recipient)
        }),
    })

    app.get('/v1/announcement-recipients/:id', {
      schema: operation({
        operationId: 'getRecipient',
        tag,
        summary: 'Read a recipient',
        roles: everyone,
        params: idParams,
        response: { 200: RecipientResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getRecipient(trx, request.params.id))),
    })

    app.patch('/v1/announcement-recipients/:id', {
      schema: operation({
        operationId: 'editRecipient',
        tag,
        summary: 'Edit a text, change how somebody is told, or skip them with a reason',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: EditRecipientBody,
        response: { 200: RecipientResponse },
        problems: [
          404,
          412,
          announcementClosedForEdits,
          clientApproves,
          consentMissing,
          emailUnverified,
          addressMissing,
          transitionRefused,
        ],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, RecipientResponse, (await getRecipientLocked(trx, request.params.id)).recipient)
          return ok(await editRecipient(trx, request.params.id, request.body))
        }),
    })

    app.get('/v1/announcement-recipients/:id/preview', {
      schema: operation({
        operationId: 'previewRecipient',
        tag,
        summary: 'See a note as its reader will, but for the opt-out link; or the script of a call',
        roles: everyone,
        params: idParams,
        response: { 200: PreviewResponse },
        problems: [404, announcementIncomplete],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await previewNote(trx, request.params.id, office))),
    })

    app.post('/v1/announcement-recipients/:id/told', {
      schema: operation({
        operationId: 'markRecipientTold',
        tag,
        summary: 'Record that somebody was told in person',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: ToldBody,
        response: { 200: RecipientResponse },
        problems: [404, transitionRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await markTold(trx, request.params.id, request.body))),
    })

    app.delete('/v1/announcement-recipients/:id/told', {
      schema: operation({
        operationId: 'takeBackTold',
        tag,
        summary: 'Take back that somebody was told',
        description:
          'They stand where they stood. Whose note was to go out with others that have left meanwhile is to be called.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        response: { 200: RecipientResponse },
        problems: [404, transitionRefused, clientApproves, consentMissing, emailUnverified, announcementClosedForEdits],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await takeBackTold(trx, request.params.id))),
    })

    app.post('/v1/announcements/:id/test-send', {
      schema: operation({
        operationId: 'testSendAnnouncement',
        tag,
        summary: 'Send one of the notes to your own address',
        description: 'An address that was never confirmed gets none.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: TestSendBody,
        response: { 202: TestSendResponse },
        problems: [404, announcementIncomplete, emailUnverified],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          accepted(await sendTest(trx, request.params.id, request.body.recipientId, office)),
        ),
    })
  }
