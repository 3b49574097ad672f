import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { daysAhead, type Drafted, draft, type Recipient } from '../support/drafted.ts'

/* What a client offers in return: written down with the news, or by itself, and followed to its end. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

interface Offer {
  id: string
  contactId: string
  contactName: string
  recipientId: string | null
  status: string
  takenUpOn: string | null
  fulfilledOn: string | null
}

const offersOf = async ({ story, call }: Drafted, query = '') =>
  (await call('GET', `/v1/clients/${story.clientId}/help-offers?${query}`)).json<{ data: Offer[] }>().data
const coverageOf = async ({ id, call }: Drafted) =>
  (await call('GET', `/v1/announcements/${id}/coverage`)).json<{ offeredHelp: number }>()

/** The ledger's word on what became of somebody's note. */
const outcome = ({ story }: Drafted, { id: subjectId }: Recipient, status: 'sent' | 'bounced') =>
  enterAsSystem(api.container.db, story.practice.practiceId, async (trx) =>
    api.container.messageOwners['announcement_recipient']!.hear(trx, [{ subjectId, status }]),
  )

describe('offered with the news', () => {
  it('by a note, once it is sent; and no more when it comes back', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    expect(await offersOf(drafted)).toEqual([])
    const paula = await drafted.recipient('Paula Okafor')
    await outcome(drafted, paula, 'sent')
    await outcome(drafted, paula, 'sent')
    expect(await offersOf(drafted)).toMatchObject([
      { contactName: 'Paula Okafor', status: 'open', recipientId: paula.id },
    ])
    expect(await coverageOf(drafted)).toMatchObject({ offeredHelp: 1 })
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ offeredHelp: true })
    await outcome(drafted, paula, 'bounced')
    expect(await offersOf(drafted)).toMatchObject([{ status: 'withdrawn' }])
    expect(await coverageOf(drafted)).toMatchObject({ offeredHelp: 0 })
  })

  it('by the call that follows a note which came back', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    const paula = await drafted.recipient('Paula Okafor')
    await outcome(drafted, paula, 'sent')
    await outcome(drafted, paula, 'bounced')
    const task = (await drafted.openTasks()).find(({ subjectId }) => subjectId === paula.id)!
    await drafted.call('POST', `/v1/tasks/${task.id}/done`, { offeredHelp: true })
    expect(await offersOf(drafted)).toMatchObject([{ recipientId: paula.id, status: 'open' }])
  })

  it('unless the words that somebody put in its place do not', async () => {
    const drafted = await draft(api)
    const words = { body: 'Dear Paula, I start in June. Maya', offersHelp: false }
    await drafted.edit(await drafted.recipient('Paula Okafor'), words)
    await drafted.approve()
    await drafted.start()
    await outcome(drafted, await drafted.recipient('Paula Okafor'), 'sent')
    await outcome(drafted, await drafted.recipient('Hugo Brandt'), 'sent')
    expect((await offersOf(drafted)).map(({ contactName }) => contactName)).toEqual(['Hugo Brandt'])
  })

  it('in person, on the day on which they were told', async () => {
    const drafted = await draft(api)
    const told = { via: 'meeting', on: drafted.story.daysAgo(1).day, offeredHelp: true }
    const tom = await drafted.recipient('Tom Berg')
    await drafted.call('POST', `/v1/announcement-recipients/${tom.id}/told`, told)
    expect(await offersOf(drafted)).toMatchObject([{ contactName: 'Tom Berg', offeredOn: told.on }])
  })
})

describe('an offer', () => {
  async function written(): Promise<{
    drafted: Drafted
    offer: Offer
    patch: (changes: object) => ReturnType<Drafted['call']>
  }> {
    const drafted = await draft(api)
    const { story, call } = drafted
    const body = { contactId: story.contacts.paula, what: 'A look at her pitch.', offeredOn: story.daysAgo(1).day }
    const offer = (await call('POST', `/v1/clients/${story.clientId}/help-offers`, body)).json<Offer>()
    return { drafted, offer, patch: (changes) => call('PATCH', `/v1/help-offers/${offer.id}`, changes) }
  }

  it('is taken up and fulfilled, on days that follow each other', async () => {
    const { drafted, offer, patch } = await written()
    const today = drafted.story.daysAgo(0).day
    expect((await patch({ status: 'taken_up' })).json()).toMatchObject({ status: 'taken_up', takenUpOn: today })
    expect((await patch({ status: 'fulfilled' })).json()).toMatchObject({ takenUpOn: today, fulfilledOn: today })
    expect(await offersOf(drafted, 'status=open')).toEqual([])
    expect(await offersOf(drafted, `status=fulfilled&contactId=${offer.contactId}`)).toHaveLength(1)
    expect((await patch({ status: 'withdrawn' })).json()).toMatchObject({ code: 'offer_transition_refused' })
    expect((await patch({ fulfilledOn: daysAhead(2) })).json()).toMatchObject({ errors: [{ pointer: '/fulfilledOn' }] })
    const backwards = await patch({ takenUpOn: drafted.story.daysAgo(9).day })
    expect(backwards.json()).toMatchObject({ errors: [{ pointer: '/takenUpOn' }] })
    expect((await patch({ status: 'open' })).json()).toMatchObject({ takenUpOn: null, fulfilledOn: null })
  })

  it('counts in the coverage of a landing that came before it', async () => {
    const { drafted } = await written()
    expect(await coverageOf(drafted)).toMatchObject({ offeredHelp: 1 })
  })

  it('is removed while nothing came of it, and withdrawn otherwise', async () => {
    const { drafted, offer, patch } = await written()
    await patch({ status: 'taken_up' })
    const refused = await drafted.call('DELETE', `/v1/help-offers/${offer.id}`)
    expect(refused.json()).toMatchObject({ status: 409, code: 'offer_has_history' })
    await patch({ status: 'open' })
    expect((await drafted.call('DELETE', `/v1/help-offers/${offer.id}`)).statusCode).toBe(204)
    expect(await offersOf(drafted)).toEqual([])
  })

  it('is made to one’s own contacts alone, and not on a day to come', async () => {
    const [one, other] = [await draft(api), await draft(api)]
    const url = `/v1/clients/${one.story.clientId}/help-offers`
    const foreign = await one.call('POST', url, { contactId: other.story.contacts.paula })
    expect(foreign.json()).toMatchObject({ status: 422, errors: [{ pointer: '/contactId' }] })
    const early = await one.call('POST', url, { contactId: one.story.contacts.paula, offeredOn: daysAhead(3) })
    expect(early.json()).toMatchObject({ status: 422, errors: [{ pointer: '/offeredOn' }] })
  })

  it('goes along when contacts become one', async () => {
    const { drafted, offer } = await written()
    const { story, call } = drafted
    await call('POST', `/v1/contacts/${story.contacts.stranger}/merge`, { from: [story.contacts.paula] })
    expect((await call('GET', `/v1/help-offers/${offer.id}`)).json()).toMatchObject({ contactName: 'Sven Olsen' })
  })
})
