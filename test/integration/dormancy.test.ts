import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'

/*
 * Who is close hears from the client every 30 days, 37 at the latest: cooling on the 38th, dormant 30 days later. The
 * clock stands at ten in the evening in New York, where it is the 68th day after 2 January; in Berlin it is the 69th.
 */
const standsAt = '2026-03-12T02:00:00Z'
const lastTalks = { Ana: '2026-02-02', Bo: '2026-02-01', Cy: '2026-01-03', Di: '2026-01-02' }

interface Contact {
  id: string
  name: string
  dormancy: string | null
}

let api: TestApi
let sandbox: Sandbox
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt })
})
afterAll(() => api.stop())

async function ok<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await api.call(method, url, { as: sandbox.practice.owner, body })
  expect(response.statusCode, `${method} ${url} ${response.body}`).toBeLessThan(300)
  return response.json<T>()
}

/** A client there who talked with each of them on that day, and with Ed, who is never to fall due. */
async function clientIn(timeZone: string) {
  const email = `${timeZone.split('/')[1]!.toLowerCase()}@clients.example`.replace('_', '.')
  const client = { name: 'Maya', email, timeZone }
  const { id } = await ok<{ id: string }>('POST', '/v1/clients', client)
  for (const [name, day] of Object.entries({ ...lastTalks, Ed: '2025-06-01' })) {
    const contact = await ok<Contact>('POST', `/v1/clients/${id}/contacts`, { name, tier: 'inner' })
    const contacts = [{ contactId: contact.id }]
    await ok('POST', `/v1/clients/${id}/interactions`, { type: 'call', occurredAt: `${day}T17:00:00Z`, contacts })
    if (name === 'Ed') await ok('PUT', `/v1/contacts/${contact.id}/cadence`, { status: 'off' })
  }
  const list = async (query = '') => (await ok<{ data: Contact[] }>('GET', `/v1/clients/${id}/contacts${query}`)).data
  const named = async (dormancy: string) => (await list(`?dormancy=${dormancy}`)).map(({ name }) => name)
  return { list, named }
}

it('is that of each by their own rhythm, on the day that it is where the client is', async () => {
  const newYork = await clientIn('America/New_York')
  expect((await newYork.list()).map(({ dormancy }) => dormancy)).toEqual(['active', 'cooling', 'cooling', 'dormant', null]) // prettier-ignore
  const berlin = await clientIn('Europe/Berlin')
  expect((await berlin.list()).map(({ dormancy }) => dormancy)).toEqual(['cooling', 'cooling', 'dormant', 'dormant', null]) // prettier-ignore
  for (const { id, dormancy } of [...(await newYork.list()), ...(await berlin.list())]) {
    expect(await ok('GET', `/v1/contacts/${id}`)).toMatchObject({ dormancy })
    expect(await ok('GET', `/v1/contacts/${id}/cadence`)).toMatchObject({ dormancy })
  }
})

it('can be asked for, and changes as days go by and whenever they talk', async () => {
  const { list, named } = await clientIn('America/Chicago')
  expect([await named('active'), await named('cooling'), await named('dormant')]).toEqual([
    ['Ana'],
    ['Bo', 'Cy'],
    ['Di'],
  ])
  await sandbox.advance('2026-04-10T17:00:00Z')
  await createSandboxWorker(api)(sandbox)
  expect([await named('active'), await named('cooling'), await named('dormant')]).toEqual([[], ['Ana'], ['Bo', 'Cy', 'Di']]) // prettier-ignore
  const ana = (await list()).find(({ name }) => name === 'Ana')!
  const url = `/v1/contacts/${ana.id}`
  await ok('PUT', `${url}/cadence`, { status: 'paused' })
  expect(await ok('GET', url)).toMatchObject({ dormancy: 'cooling' })
  await ok('DELETE', `${url}/cadence`)
  await ok('POST', `${url}/snooze`, { until: '2026-06-01' })
  expect(await ok('GET', url)).toMatchObject({ dormancy: 'cooling', nextFollowUpOn: '2026-06-01' })
})

it('422 for any other', async () => {
  const { statusCode } = await api.call('GET', `/v1/clients/${crypto.randomUUID()}/contacts?dormancy=asleep`, {
    as: sandbox.practice.owner,
  })
  expect(statusCode).toBe(422)
})
