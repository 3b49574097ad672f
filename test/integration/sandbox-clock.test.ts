import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { waitingForLocks } from '../support/locks.ts'
import { signUp } from '../support/people.ts'
import { createSandboxWorker, makeSandbox, noteDown } from '../support/sandbox.ts'

/* The clock of a sandbox as its members see it. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const monday = '2026-03-02T09:00:00.000Z'
const tuesday = '2026-03-03T09:00:00.000Z'

const sandbox = () => makeSandbox(api, { standsAt: monday })
const work = (...args: Parameters<ReturnType<typeof createSandboxWorker>>) => createSandboxWorker(api)(...args)

describe('reading it', () => {
  it('200: stands at the moment of signing up', async () => {
    const { accessToken } = await signUp(api, { sandbox: true })
    const { createdAt } = (await api.call('GET', '/v1/practice', { as: accessToken })).json<{ createdAt: string }>()
    const clock = await api.call('GET', '/v1/test-clock', { as: accessToken })
    expect(clock.json()).toEqual({
      now: createdAt,
      status: 'ready',
      target: createdAt,
      processed: 0,
      total: 0,
      failure: null,
    })
  })

  it('404 where time is real', async () => {
    const { owner } = await api.practice()
    expect((await api.call('GET', '/v1/test-clock', { as: owner })).statusCode).toBe(404)
    const advance = await api.call('POST', '/v1/test-clock/advance', { as: owner, body: { to: tuesday } })
    expect(advance.statusCode).toBe(404)
    const simulate = await api.call('POST', `/v1/messages/${randomUUID()}/simulate`, {
      as: owner,
      body: { event: 'bounced' },
    })
    expect(simulate.statusCode).toBe(404)
  })

  it('403 for clients; moving it 403 for assistants too', async () => {
    const { practice } = await sandbox()
    const assistant = await practice.member('assistant')
    const made = await api.call('POST', '/v1/clients', {
      as: practice.owner,
      body: { name: 'Maya Lindqvist', email: 'maya@client.example', timeZone: 'UTC' },
    })
    const client = await practice.clientSession(made.json<{ id: string }>().id)
    const advance = (as: string) => api.call('POST', '/v1/test-clock/advance', { as, body: { to: tuesday } })
    expect((await api.call('GET', '/v1/test-clock', { as: assistant.token })).statusCode).toBe(200)
    expect((await api.call('GET', '/v1/test-clock', { as: client })).statusCode).toBe(403)
    expect((await advance(assistant.token)).statusCode).toBe(403)
    expect((await advance(client)).statusCode).toBe(403)
    expect((await advance((await practice.member('coach')).token)).statusCode).toBe(202)
  })
})

describe('moving it', () => {
  it('202: says where to look, and arrives', async () => {
    const here = await sandbox()
    await here.plan('2026-03-02T12:00:00.000Z', '2026-03-02T15:00:00.000Z', '2026-03-04T00:00:00.000Z')
    const begun = await here.advance(tuesday)
    expect(begun.statusCode, begun.body).toBe(202)
    expect(begun.headers.location).toBe('/v1/test-clock')
    expect(begun.json()).toMatchObject({ now: monday, status: 'advancing', target: tuesday, processed: 0, total: 2 })
    await work(here)
    expect(await here.clock()).toMatchObject({ now: tuesday, status: 'ready', processed: 2, total: 2 })
  })

  it('202 to where it stands', async () => {
    const here = await sandbox()
    expect((await here.advance(monday)).statusCode).toBe(202)
    await work(here)
    expect(await here.clock()).toMatchObject({ now: monday, status: 'ready' })
  })

  it.each([
    ['backwards', '2026-03-02T08:59:59.999Z'],
    ['by more than two years', '2028-03-03T09:00:00.001Z'],
    ['to what is no instant', 'tomorrow'],
  ])('422 %s', async (_how, to) => {
    const here = await sandbox()
    const refused = await here.advance(to)
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ errors: [{ pointer: '/to' }] })
    expect(await here.clock()).toMatchObject({ now: monday, status: 'ready' })
  })

  it('everything in the practice has its time', async () => {
    const here = await sandbox()
    await here.advance(tuesday)
    await work(here)
    const made = await api.call('POST', '/v1/clients', {
      as: here.practice.owner,
      body: { name: 'Maya Lindqvist', email: 'maya@client.example', timeZone: 'UTC' },
    })
    expect(made.json()).toMatchObject({ createdAt: tuesday })
  })
})

describe('while it moves', () => {
  const createClient = (as: string, headers = {}) =>
    api.call('POST', '/v1/clients', {
      as,
      headers,
      body: { name: 'Maya Lindqvist', email: `${randomUUID()}@client.example`, timeZone: 'UTC' },
    })

  it('409 for every write, the next move included; reading and signing out go on', async () => {
    const here = await sandbox()
    const { owner, practiceId } = here.practice
    await here.advance(tuesday)
    const refused = await createClient(owner)
    expect(refused.statusCode, refused.body).toBe(409)
    expect(refused.json()).toMatchObject({ code: 'clock_is_advancing' })
    const patched = await api.call('PATCH', '/v1/practice', { as: owner, body: { name: 'Another' } })
    expect(patched.json()).toMatchObject({ code: 'clock_is_advancing' })
    expect((await here.advance('2026-03-05T00:00:00.000Z')).json()).toMatchObject({ code: 'clock_is_advancing' })
    expect((await api.call('GET', '/v1/clients', { as: owner })).statusCode).toBe(200)
    const another = await here.practice.memberSession(here.practice.ownerId, 'owner')
    expect((await api.call('POST', '/v1/auth/sign-out', { as: another, body: {} })).statusCode).toBe(204)

    await work(here)
    expect((await createClient(owner)).statusCode).toBe(201)
    const { rows } = await api.database.admin.query('select count(*)::integer from clients where practice_id = $1', [
      practiceId,
    ])
    expect(rows).toEqual([{ count: 1 }])
  })

  it('a refused write can be made again with its Idempotency-Key', async () => {
    const here = await sandbox()
    await here.advance(tuesday)
    const key = { 'idempotency-key': randomUUID() }
    const body = { name: 'Maya Lindqvist', email: 'maya@client.example', timeZone: 'UTC' }
    const post = () => api.call('POST', '/v1/clients', { as: here.practice.owner, headers: key, body })
    expect((await post()).statusCode).toBe(409)
    await work(here)
    expect((await post()).statusCode).toBe(201)
  })

  it('other practices go on', async () => {
    const [here, there] = [await sandbox(), await sandbox()]
    const [planned] = [await there.plan('2026-03-02T12:00:00.000Z')]
    await here.advance(tuesday)
    expect((await createClient(there.practice.owner)).statusCode).toBe(201)
    expect((await createClient((await api.practice()).owner)).statusCode).toBe(201)
    await work(here)
    expect(await there.clock()).toMatchObject({ now: monday, status: 'ready' })
    expect(await there.noted()).toEqual([])
    expect(planned).toHaveLength(1)
  })

  it('begins when whoever was changing something is done, and they keep their instant', async () => {
    const here = await sandbox()
    const entered = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    const writer = enterAsSystem(api.container.db, here.practice.practiceId, async (trx) => {
      entered.resolve()
      await leave.promise
      await noteDown(trx, { kind: 'test.planned', subjectId: randomUUID(), dueAt: trx.now })
    })
    await entered.promise
    const advance = here.advance(tuesday)
    await expect.poll(() => waitingForLocks(api.database), { timeout: 10_000, interval: 20 }).toBe(1)
    leave.resolve()
    await writer
    expect((await advance).statusCode).toBe(202)
    expect(await here.noted()).toMatchObject([{ at: monday }])
  })
})
