import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { offerHasHistory, offerTransitionRefused } from './help-offers.problems.ts'
import {
  EditHelpOfferBody,
  HelpOfferPage,
  HelpOfferResponse,
  ListHelpOffersQuery,
  OfferHelpBody,
} from './help-offers.schemas.ts'
import {
  editHelpOffer,
  getHelpOffer,
  getHelpOfferLocked,
  listHelpOffersOf,
  offerHelp,
  removeHelpOffer,
} from './help-offers.service.ts'

const tag = 'help offers'

export const helpOfferRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/help-offers', {
      schema: operation({
        operationId: 'listHelpOffers',
        tag,
        summary: 'List the help a client has offered, the latest first',
        roles: everyone,
        params: idParams,
        querystring: ListHelpOffersQuery,
        response: { 200: HelpOfferPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listHelpOffersOf(trx, request.params.id, request.query, pages.open(request))),
        ),
    })

    app.post('/v1/clients/:id/help-offers', {
      schema: operation({
        operationId: 'offerHelp',
        tag,
        summary: 'Write down that a client offered somebody help',
        description: 'What is offered with the news of a landing is written down by itself.',
        roles: everyone,
        params: idParams,
        body: OfferHelpBody,
        response: { 201: HelpOfferResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const offer = await offerHelp(trx, request.params.id, request.body)
          return created(`/v1/help-offers/${offer.id}`, offer)
        }),
    })

    app.get('/v1/help-offers/:id', {
      schema: operation({
        operationId: 'getHelpOffer',
        tag,
        summary: 'Read an offer of help',
        roles: everyone,
        params: idParams,
        response: { 200: HelpOfferResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getHelpOffer(trx, request.params.id))),
    })

    app.patch('/v1/help-offers/:id', {
      schema: operation({
        operationId: 'editHelpOffer',
        tag,
        summary: 'Say what became of an offer of help',
        roles: everyone,
        params: idParams,
        body: EditHelpOfferBody,
        response: { 200: HelpOfferResponse },
        problems: [404, 412, offerTransitionRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const offer = await getHelpOfferLocked(trx, request.params.id)
          requireMatch(request, HelpOfferResponse, offer)
          return ok(await editHelpOffer(trx, offer, request.body))
        }),
    })

    app.delete('/v1/help-offers/:id', {
      schema: operation({
        operationId: 'removeHelpOffer',
        tag,
        summary: 'Remove an offer of help that was written down by mistake',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412, offerHasHistory],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const offer = await getHelpOfferLocked(trx, request.params.id)
          requireMatch(request, HelpOfferResponse, offer)
          await removeHelpOffer(trx, offer)
          return noContent()
        }),
    })
  }
