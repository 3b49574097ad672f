import { ok } from '../../http/answer.ts'
import { coaches, everyone, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { transitionRefused } from '../announcements/announcements.problems.ts'
import type { MessageOwners } from './ledger.service.ts'
import { messageStatusRefused } from './messages.problems.ts'
import { listMessages, type Message } from './messages.repository.ts'
import {
  ListMessagesQuery,
  MessageContent,
  MessagePage,
  MessageResponse,
  ResolveMessageBody,
  SimulateMessageBody,
} from './messages.schemas.ts'
import { getContent, getMessage } from './messages.service.ts'
import { resendMessage, resolveMessage, simulateMessage } from './undelivered.service.ts'

const tag = 'messages'

const shown = (message: Message) => ({
  ...message,
  messageId: message.messageIdHeader,
  from: { name: message.fromName, address: message.fromAddress },
  to: { name: message.toName, address: message.toAddress },
  replyTo: message.replyToAddress,
})

export const messageRoutes =
  ({ inPractice, pages, messageOwners }: Edge & { messageOwners: MessageOwners }): Routes =>
  async (app) => {
    app.get('/v1/messages', {
      schema: operation({
        operationId: 'listMessages',
        tag,
        summary: 'List messages, newest first',
        roles: everyone,
        querystring: ListMessagesQuery,
        response: { 200: MessagePage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const page = await listMessages(trx, request.query, pages.open(request))
          return pages.answer(request, { ...page, data: page.data.map(shown) })
        }),
    })

    app.get('/v1/messages/:id', {
      schema: operation({
        operationId: 'getMessage',
        tag,
        summary: 'Read what became of a message',
        roles: everyone,
        params: idParams,
        response: { 200: MessageResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(shown(await getMessage(trx, request.params.id)))),
    })

    app.get('/v1/messages/:id/content', {
      schema: operation({
        operationId: 'getMessageContent',
        tag,
        summary: 'Read what a message says',
        description:
          'Tokens in it are struck out. In a sandbox they stand there, those that open an account for its owner only.',
        roles: everyone,
        params: idParams,
        response: { 200: MessageContent },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getContent(trx, request.params.id))),
    })

    app.post('/v1/messages/:id/resend', {
      schema: operation({
        operationId: 'resendMessage',
        tag,
        summary: 'Send a message once more',
        description:
          'One that failed, or one that is uncertain, after you looked whether it arrived. Not when its reader was told or excused meanwhile, or its announcement does not go on.',
        roles: members,
        params: idParams,
        response: { 200: MessageResponse },
        problems: [404, messageStatusRefused, transitionRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          ok(shown(await resendMessage(trx, messageOwners, request.params.id))),
        ),
    })

    app.post('/v1/messages/:id/resolve', {
      schema: operation({
        operationId: 'resolveMessage',
        tag,
        summary: 'Say what became of an uncertain message',
        roles: members,
        params: idParams,
        body: ResolveMessageBody,
        response: { 200: MessageResponse },
        problems: [404, messageStatusRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          ok(shown(await resolveMessage(trx, messageOwners, request.params.id, request.body.verdict))),
        ),
    })

    app.post('/v1/messages/:id/simulate', {
      schema: operation({
        operationId: 'simulateMessage',
        tag: 'sandbox',
        summary: 'Let something happen to a captured message',
        description: 'It has the effects that it has where mail leaves. Only sandboxes have captured messages.',
        roles: coaches,
        params: idParams,
        body: SimulateMessageBody,
        response: { 200: MessageResponse },
        problems: [404, messageStatusRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          ok(shown(await simulateMessage(trx, messageOwners, request.params.id, request.body.event))),
        ),
    })
  }
