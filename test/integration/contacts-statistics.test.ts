import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { refreshContactStatistics } from '../../src/modules/contacts/contacts.service.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

interface Interaction {
  type: string
  occurredAt: Date
  minutes: number | null
  contacts: string[]
}

let api: TestApi
let practice: TestPractice
let clientId: string
let contacts: string[]

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const maya = { name: 'Maya', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
  clientId = (await api.call('POST', '/v1/clients', { as: practice.owner, body: maya })).json<{ id: string }>().id
  contacts = await Promise.all(['Ana', 'Bo', 'Cleo'].map(add))
})
afterAll(() => api.stop())

async function add(name: string): Promise<string> {
  const url = `/v1/clients/${clientId}/contacts`
  return (await api.call('POST', url, { as: practice.owner, body: { name } })).json<{ id: string }>().id
}

const inPractice = (step: (trx: PracticeTrx) => Promise<void>) =>
  enterAsSystem(api.container.db, practice.practiceId, step)

async function log(trx: PracticeTrx, { type, occurredAt, minutes, contacts: present }: Interaction): Promise<void> {
  const { practiceId, now } = trx
  const { id } = await trx
    .insertInto('interactions')
    .values({ practiceId, clientId, type: type as 'call', occurredAt, minutes, createdAt: now, updatedAt: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = present.map((contactId, position) => ({ practiceId, clientId, interactionId: id, contactId, position }))
  await trx.insertInto('interactionContacts').values(rows).execute()
}

const forget = async (trx: PracticeTrx) => {
  await trx.deleteFrom('interactions').where('clientId', '=', clientId).execute()
}

async function read(id: string) {
  const response = await api.call('GET', `/v1/contacts/${id}`, { as: practice.owner })
  const { effort, firstInteractionAt, lastInteractionAt } = response.json<Record<string, unknown>>()
  return { effort, firstInteractionAt, lastInteractionAt }
}

/** The same, counted by hand. */
function count(interactions: Interaction[], contact: string) {
  const own = interactions.filter((one) => one.contacts.includes(contact))
  const of = (...types: string[]) => own.filter(({ type }) => types.includes(type)).length
  const times = own.map(({ occurredAt }) => occurredAt.toISOString()).toSorted()
  return {
    effort: {
      interactions: own.length,
      calls: of('call', 'video_call'),
      emails: of('email'),
      meetings: of('meeting', 'event'),
      minutes: own.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0),
    },
    firstInteractionAt: times[0] ?? null,
    lastInteractionAt: times.at(-1) ?? null,
  }
}

describe('statistics of contacts', () => {
  it('are what counting by hand gives, whatever was logged', async () => {
    const interaction = fc.record({
      type: fc.constantFrom('call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event'),
      occurredAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2025-01-01'), noInvalidDate: true }),
      minutes: fc.option(fc.integer({ min: 0, max: 1440 })),
      contacts: fc.subarray([0, 1, 2], { minLength: 1 }).map((present) => present.map((index) => contacts[index]!)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(interaction, { maxLength: 8 }), async (interactions) => {
        await inPractice(async (trx) => {
          await forget(trx)
          for (const one of interactions) await log(trx, one)
          await refreshContactStatistics(trx, contacts)
        })
        for (const contact of contacts) expect(await read(contact)).toEqual(count(interactions, contact))
      }),
      { numRuns: 20 },
    )
  })

  it('lose nothing when many log the same people at once', async () => {
    await inPractice(forget)
    const interactions = Array.from({ length: 12 }, (_, n) => ({
      type: 'call',
      occurredAt: new Date(Date.UTC(2024, n, 1)),
      minutes: 10,
      contacts: n % 2 ? contacts : contacts.toReversed(),
    }))
    await Promise.all(
      interactions.map((one) =>
        inPractice(async (trx) => {
          await log(trx, one)
          await refreshContactStatistics(trx, one.contacts)
        }),
      ),
    )
    for (const contact of contacts) expect(await read(contact)).toEqual(count(interactions, contact))
  })

  it('stay as they are of those who were not named', async () => {
    const [untouched] = contacts
    const before = await read(untouched!)
    await inPractice(async (trx) => {
      await forget(trx)
      await refreshContactStatistics(trx, contacts.slice(1))
      await refreshContactStatistics(trx, [])
    })
    expect(await read(untouched!)).toEqual(before)
    expect((await read(contacts[1]!)).lastInteractionAt).toBeNull()
  })
})
