import { z } from 'zod'
import { clearable, id, instant, localDate, pageOf, pageQuery, text } from '../../http/schemas.ts'

const status = z
  .enum(['open', 'taken_up', 'fulfilled', 'withdrawn'])
  .describe('`taken_up`: they asked for help; `fulfilled`: they got it; `withdrawn`: it no longer stands.')
const what = text(500).describe('What was offered or asked for, if more than "let me know".')

export const HelpOfferResponse = z
  .object({
    id,
    clientId: id,
    contactId: id,
    contactName: z.string(),
    recipientId: id.nullable().describe('The recipient of an announcement who was offered it with the news.'),
    status,
    what: z.string().nullable(),
    offeredOn: localDate,
    takenUpOn: localDate.nullable(),
    fulfilledOn: localDate.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'HelpOffer' })
export const HelpOfferPage = pageOf(HelpOfferResponse)

export const ListHelpOffersQuery = z.strictObject({
  ...pageQuery,
  status: status.optional(),
  contactId: id.optional(),
})
export type ListHelpOffersQuery = z.output<typeof ListHelpOffersQuery>

export const OfferHelpBody = z.strictObject({
  contactId: id,
  what: what.optional(),
  offeredOn: localDate.optional().describe('Default: today on the client’s calendar.'),
})
export type OfferHelpBody = z.output<typeof OfferHelpBody>

export const EditHelpOfferBody = z
  .strictObject({
    status: status.describe('The day that goes with it is today, unless it is said.'),
    offeredOn: localDate,
    takenUpOn: localDate,
    fulfilledOn: localDate,
  })
  .partial()
  .extend({ what: clearable(what) })
export type EditHelpOfferBody = z.output<typeof EditHelpOfferBody>
