import { changedMeanwhile } from '../../errors.ts'
import { ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation, type Role } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { emailUnverified } from '../users/users.problems.ts'
import {
  announcementClosedForEdits,
  announcementIncomplete,
  clientApproves,
  consentMissing,
  recipientsPending,
  tooEarly,
  transitionRefused,
} from './announcements.problems.ts'
import {
  AnnouncementPage,
  AnnouncementResponse,
  ApproveBody,
  CoverageResponse,
  EditAnnouncementBody,
  ListAnnouncementsQuery,
} from './announcements.schemas.ts'
import {
  cancelAnnouncement,
  closeAnnouncement,
  editAnnouncement,
  getAnnouncement,
  getAnnouncementLocked,
  getCoverage,
  listAnnouncementsOf,
  pauseAnnouncement,
  resumeAnnouncement,
} from './announcements.service.ts'
import { approveAnnouncement, withdrawApproval } from './approving.service.ts'

const tag = 'announcements'
const approvers: Role[] = ['owner', 'coach', 'client']

export const announcementRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/announcements', {
      schema: operation({
        operationId: 'listAnnouncements',
        tag,
        summary: 'List a client’s announcements, newest first',
        roles: everyone,
        params: idParams,
        querystring: ListAnnouncementsQuery,
        response: { 200: AnnouncementPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listAnnouncementsOf(trx, request.params.id, request.query, pages.open(request))),
        ),
    })

    app.get('/v1/announcements/:id', {
      schema: operation({
        operationId: 'getAnnouncement',
        tag,
        summary: 'Read an announcement',
        roles: everyone,
        params: idParams,
        response: { 200: AnnouncementResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getAnnouncement(trx, request.params.id))),
    })

    app.patch('/v1/announcements/:id', {
      schema: operation({
        operationId: 'editAnnouncement',
        tag,
        summary: 'Choose when an announcement goes out',
        description: 'Texts that nobody edited are written anew for that day.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: EditAnnouncementBody,
        response: { 200: AnnouncementResponse },
        problems: [404, 412, announcementClosedForEdits, clientApproves, consentMissing, emailUnverified, tooEarly],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, AnnouncementResponse, await getAnnouncementLocked(trx, request.params.id))
          return ok(await editAnnouncement(trx, request.params.id, request.body))
        }),
    })

    app.get('/v1/announcements/:id/coverage', {
      schema: operation({
        operationId: 'getCoverage',
        tag,
        summary: 'Who has been told: told + excused + pending = total',
        roles: everyone,
        params: idParams,
        response: { 200: CoverageResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getCoverage(trx, request.params.id))),
    })

    app.post('/v1/announcements/:id/approve', {
      schema: operation({
        operationId: 'approveAnnouncement',
        tag,
        summary: 'Approve an announcement and let it go out',
        description:
          'By the client, or by a coach where the client’s consent is recorded. `If-Match` names the version that was read: it is refused when a text changed since, or is about to (`changed_meanwhile`: read it again in a moment).',
        roles: approvers,
        whileSuspended: true,
        params: idParams,
        body: ApproveBody,
        response: { 200: AnnouncementResponse },
        problems: [
          404,
          412,
          428,
          transitionRefused,
          announcementClosedForEdits,
          clientApproves,
          consentMissing,
          emailUnverified,
          tooEarly,
          changedMeanwhile,
          announcementIncomplete,
        ],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, AnnouncementResponse, await getAnnouncementLocked(trx, request.params.id), {
            required: true,
          })
          return ok(await approveAnnouncement(trx, request.params.id, request.body ?? {}))
        }),
    })

    app.post('/v1/announcements/:id/withdraw-approval', {
      schema: operation({
        operationId: 'withdrawApproval',
        tag,
        summary: 'Take your approval back while nothing has left',
        description: 'What the other of client and coach has approved stays approved.',
        roles: approvers,
        whileSuspended: true,
        params: idParams,
        response: { 200: AnnouncementResponse },
        problems: [404, transitionRefused, announcementClosedForEdits, clientApproves, consentMissing, emailUnverified],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await withdrawApproval(trx, request.params.id))),
    })

    const verbs = {
      pause: {
        change: pauseAnnouncement,
        summary: 'Hold everything that has not left yet',
        problems: [transitionRefused],
      },
      resume: {
        change: resumeAnnouncement,
        summary: 'Go on where a paused announcement stopped',
        problems: [transitionRefused],
      },
      cancel: {
        change: cancelAnnouncement,
        summary: 'Stop an announcement for good; what has left has left',
        problems: [transitionRefused],
      },
      close: {
        change: closeAnnouncement,
        summary: 'Close an announcement in which everybody is told or excused',
        problems: [transitionRefused, recipientsPending],
      },
    }
    for (const [verb, { change, summary, problems }] of Object.entries(verbs)) {
      app.post(`/v1/announcements/:id/${verb}`, {
        schema: operation({
          operationId: `${verb}Announcement`,
          tag,
          summary,
          roles: approvers,
          whileSuspended: true,
          params: idParams,
          response: { 200: AnnouncementResponse },
          problems: [404, ...problems],
        }),
        handler: (request, reply) =>
          inPractice(request, reply, async (trx) => ok(await change(trx, request.params.id))),
      })
    }
  }
