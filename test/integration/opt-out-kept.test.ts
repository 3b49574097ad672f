import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { queueMessages } from '../../src/modules/messages/messages.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draftCampaign } from '../support/campaign.ts'
import { type Ledger, openLedger } from '../support/ledger.ts'

/* MAIL2 to MAIL5: a wish not to be written to, at some scale, and whatever becomes of the contact. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const addresses = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `reader${from + n}@People.example`)

/** Queues a letter to each of them, and claims what may leave. */
async function claimed(ledger: Ledger, to: string[], changes: Parameters<Ledger['letter']>[0] = {}) {
  await ledger.inPractice(
    (trx) =>
    queueMessages(trx, to.map((address) => ledger.letter({ ...changes, to: { name: 'Reader', address } }))), // prettier-ignore
  )
  return await ledger.claim(to.length)
}

const call = (ledger: Ledger, method: string, url: string, body?: unknown) =>
  api.call(method, url, { as: ledger.practice.owner, body })

async function refuse(ledger: Ledger, emails: string[], scope: object): Promise<void> {
  for (const email of emails) {
    const answer = await call(ledger, 'POST', '/v1/suppressions', { email, reason: 'unsubscribed', ...scope })
    expect(answer.statusCode, answer.body).toBe(201)
  }
}
const forClient = ({ clientId }: Ledger) => ({ scope: 'client', clientId })

it('of a thousand links none does anything when scanners look; a button pressed a hundred times is pressed once', async () => {
  const practice = await api.practice()
  const { announcementId, clientId } = await draftCampaign(api.database.admin, practice.practiceId, { readers: 1000 })
  const { rows } = await api.database.admin.query<{ id: string }>(
    'select id from announcement_recipients where announcement_id = $1',
    [announcementId],
  )
  const links = (await enterAsSystem(api.container.db, practice.practiceId, (trx) =>
    Promise.resolve(
      rows.map(
        ({ id }) =>
          new URL(api.container.office.linkTo(trx, 'opt_out', { holderId: clientId, subjectId: id })).pathname,
      ),
    ),
  ))!
  for (const [index, url] of links.entries()) {
    const method = index % 2 === 0 ? 'GET' : 'HEAD'
    expect((await api.app.inject({ method, url })).statusCode, url).toBe(200)
  }
  const suppressions = async () =>
    (await api.call('GET', '/v1/suppressions', { as: practice.owner })).json<{ data: unknown[] }>().data
  expect(await suppressions()).toEqual([])
  for (let time = 0; time < 100; time += 1) {
    const answer = await api.app.inject({
      method: 'POST',
      url: links[0]!,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    })
    expect([answer.statusCode, answer.headers.location]).toEqual([200, undefined])
  }
  expect(await suppressions()).toHaveLength(1)
})

it('of two thousand letters in a worker’s hands the five hundred whose readers refuse now do not leave, nor do later ones', async () => {
  const ledger = await openLedger(api)
  const readers = addresses(2000)
  const slice = (await claimed(ledger, readers))!
  expect(slice.messages).toHaveLength(2000)
  const unwilling = new Set(readers.filter((_, index) => (index * 7919) % 4 === 1))
  expect(unwilling.size).toBe(500)
  await refuse(ledger, [...unwilling], forClient(ledger))
  const left = await ledger.record(slice, slice.messages.map(({ id }) => id)) // prettier-ignore
  const addressOf = new Map(slice.messages.map(({ id, toAddress }) => [id, toAddress]))
  expect([...left].filter((id) => unwilling.has(addressOf.get(id)!))).toEqual([])
  expect(left.size).toBe(1500)
  const later = (await claimed(ledger, readers))!
  expect(later.messages).toHaveLength(1500)
})

describe('a wish about one client', () => {
  it('stops nothing of another client, no mail about an account, and nothing of another practice, which cannot tell', async () => {
    const ledger = await openLedger(api)
    const other = await openLedger(api)
    const [reader] = addresses(1)
    await refuse(ledger, [reader!], forClient(ledger))
    const client = { name: 'Theo Brandt', email: 'theo@example.test', timeZone: 'UTC' }
    const { id: clientId } = (await call(ledger, 'POST', '/v1/clients', client)).json<{ id: string }>()
    expect(await claimed(ledger, [reader!])).toBeUndefined()
    expect((await claimed(ledger, [reader!], { clientId }))?.messages).toHaveLength(1)
    expect((await claimed(ledger, [reader!], { kind: 'sign_in_link' }))?.messages).toHaveLength(1)
    expect((await claimed(other, [reader!]))?.messages).toHaveLength(1)
    expect((await call(other, 'GET', '/v1/suppressions')).json()).toEqual({ data: [], nextCursor: null })
  })

  const some = addresses(100)
  it.each<[string, (ledger: Ledger) => Promise<string[]>]>([
    [
      'the contact is deleted and made anew',
      async (ledger) => {
        for (const email of some.slice(0, 20)) {
          const contact = { name: 'Reader', email }
          const { id } = (await call(ledger, 'POST', `/v1/clients/${ledger.clientId}/contacts`, contact)).json<{
            id: string
          }>()
          expect((await call(ledger, 'DELETE', `/v1/contacts/${id}`)).statusCode).toBe(204)
          expect((await call(ledger, 'POST', `/v1/clients/${ledger.clientId}/contacts`, contact)).statusCode).toBe(201)
        }
        return some
      },
    ],
    [
      'their address is written otherwise',
      async () =>
        some.flatMap((email) => [email.toUpperCase(), email.toLowerCase(), `"${email.split('@')[0]}"@people.EXAMPLE`]),
    ],
    [
      'the contact is another’s by now',
      async (ledger) => {
        for (const email of some.slice(0, 20)) {
          const make = async (body: object) =>
            (await call(ledger, 'POST', `/v1/clients/${ledger.clientId}/contacts`, body)).json<{ id: string }>().id
          const into = await make({ name: 'Somebody' })
          const merged = await call(ledger, 'POST', `/v1/contacts/${into}/merge`, {
            from: [await make({ name: 'Reader', email })],
          })
          expect(merged.json()).toMatchObject({ contact: { email } })
        }
        return some
      },
    ],
  ])('holds when %s: a hundred addresses', async (_, happens) => {
    const ledger = await openLedger(api)
    await refuse(ledger, some, forClient(ledger))
    expect(await claimed(ledger, await happens(ledger))).toBeUndefined()
  })
})
