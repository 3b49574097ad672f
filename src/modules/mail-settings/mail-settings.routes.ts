import { ok, result } from '../../http/answer.ts'
import type { Look } from '../../http/look.ts'
import { operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { dnsUnavailable, mailServerRefused, senderMissing } from './mail-settings.problems.ts'
import { MailSettingsResponse, ReplaceMailSettingsBody } from './mail-settings.schemas.ts'
import {
  getDomainToCheck,
  getMailSettings,
  type MailSettingsDeps,
  replaceMailSettings,
  serverToVerify,
} from './mail-settings.service.ts'
import { noteDomain } from './watching-domain.service.ts'

const tag = 'practice'

/** Mail servers and the DNS are asked between two steps: no connection to the database waits for them. */
export const mailSettingsRoutes =
  ({ inPractice, look }: Edge & { look: Look }, deps: MailSettingsDeps): Routes =>
  async (app) => {
    app.get('/v1/practice/mail-settings', {
      schema: operation({
        operationId: 'getMailSettings',
        tag,
        summary: 'Read how the practice sends mail',
        roles: owners,
        response: { 200: MailSettingsResponse },
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(await getMailSettings(trx, deps))),
    })

    app.put('/v1/practice/mail-settings', {
      schema: operation({
        operationId: 'replaceMailSettings',
        tag,
        summary: 'Say how the practice sends mail',
        description:
          'The mail server is signed in to before anything is kept. A new domain is used once its DNS record is published and was found.',
        roles: owners,
        body: ReplaceMailSettingsBody,
        response: { 200: MailSettingsResponse },
        problems: [mailServerRefused],
      }),
      handler: async (request, reply) => {
        const server = await look(request, (trx) => serverToVerify(trx, request.body, deps))
        if (server) {
          await deps.verify(server).catch((cause: Error) => {
            throw mailServerRefused(cause.message, { cause })
          })
        }
        const keys = await deps.newKeys()
        return inPractice(request, reply, async (trx) => {
          await replaceMailSettings(trx, request.body, server, keys, deps)
          return ok(await getMailSettings(trx, deps))
        })
      },
    })

    app.post('/v1/practice/mail-settings/check-domain', {
      schema: operation({
        operationId: 'checkSendingDomain',
        tag,
        summary: 'Look up whether the DNS record of the sending domain is published',
        description: 'Found, letters come from the practice’s address, signed (DKIM); not found, from the platform’s.',
        roles: owners,
        response: { 200: MailSettingsResponse },
        problems: [senderMissing, dnsUnavailable],
      }),
      handler: async (request, reply) => {
        const domain = await look(request, getDomainToCheck)
        const records = await deps.lookUpTxt(domain.name).catch((cause: unknown) => {
          throw dnsUnavailable('Try again in a minute.', { cause })
        })
        return inPractice(request, reply, async (trx) => {
          await noteDomain(trx, domain, records)
          return result(await getMailSettings(trx, deps))
        })
      },
    })
  }
