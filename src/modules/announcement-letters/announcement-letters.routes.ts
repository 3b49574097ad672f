import { ok } from '../../http/answer.ts'
import { members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { transitionRefused } from '../announcements/announcements.problems.ts'
import { AnnouncementResponse } from '../announcements/announcements.schemas.ts'
import type { Office } from '../links/office.service.ts'
import { requestApproval } from './requesting-approval.service.ts'

export const announcementLetterRoutes =
  ({ inPractice }: Edge, office: Office): Routes =>
  async (app) => {
    app.post('/v1/announcements/:id/request-approval', {
      schema: operation({
        operationId: 'requestApproval',
        tag: 'announcements',
        summary: 'Mail the client a link to read, change and approve what goes out in their name',
        description: 'Asked again, another mail goes out; the links of all of them are good.',
        roles: members,
        params: idParams,
        response: { 200: AnnouncementResponse },
        problems: [404, transitionRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await requestApproval(trx, office, request.params.id))),
    })
  }
