import { result } from '../../http/answer.ts'
import { operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { emailUnverified } from '../users/users.problems.ts'
import { TestMailResponse } from './mail-trials.schemas.ts'
import { sendTestMail } from './mail-trials.service.ts'

/** Apart from the settings themselves, which stand below messages. */
export const mailTrialRoutes =
  ({ inPractice }: Edge, mailFrom: string): Routes =>
  async (app) => {
    app.post('/v1/practice/mail-settings/test', {
      schema: operation({
        operationId: 'testMailSettings',
        tag: 'practice',
        summary: 'Send yourself a letter the way the practice’s letters go',
        roles: owners,
        response: { 200: TestMailResponse },
        problems: [emailUnverified],
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => result(await sendTestMail(trx, mailFrom))),
    })
  }
