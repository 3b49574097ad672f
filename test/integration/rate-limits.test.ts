import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type LocalRedis, startLocalRedis } from '../../src/infra/embedded/redis.ts'
import { windowSeconds } from '../../src/infra/limits/request-counter.ts'
import { expectProblem } from '../support/answers.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

/* Small limits, several API processes on one database, and floods well within one window. */

const limits = { RATE_LIMIT_PRACTICE: '60', RATE_LIMIT_CALLER: '40', RATE_LIMIT_ADDRESS: '30' }
const redisUrl = inject('redisUrl')

const standing = ({ headers }: LightMyRequestResponse) => headers['ratelimit'] as string
const read = (api: TestApi, as: string) => api.call('GET', '/v1/practice', { as })
const signIn = (api: TestApi) =>
  api.call('POST', '/v1/auth/sign-in', { body: { email: 'nobody@example.test', password: 'larch-ferry-quartz' } })
let addresses = 0
/** One that nobody came from before. */
const anAddress = () => ({ remoteAddress: `198.51.100.${(addresses += 1)}` })
const admitted = (answers: LightMyRequestResponse[]) => answers.filter(({ statusCode }) => statusCode !== 429).length

/** Many requests at once, spread over the processes. */
const flood = (apis: TestApi[], times: number, ask: (api: TestApi) => Promise<LightMyRequestResponse>) =>
  Promise.all(Array.from({ length: times }, (_, n) => ask(apis[n % apis.length]!)))

describe.each([
  ['in memory', {}, true],
  ['in Redis', { REDIS_URL: redisUrl ?? '' }, redisUrl !== undefined],
])('counted %s', (_where, environment, isThere) => {
  describe.runIf(isThere)('by one process', () => {
    let api: TestApi
    let north: TestPractice
    beforeAll(async () => {
      api = await startTestApi({ ...limits, ...environment })
    })
    afterAll(() => api.stop())
    beforeEach(async () => {
      north = await api.practice()
    })

    test('every answer says how the caller and their practice stand', async () => {
      const first = await read(api, north.owner)
      expect(first.headers['ratelimit-policy']).toBe(
        `"caller";q=40;w=${windowSeconds}, "practice";q=60;w=${windowSeconds}`,
      )
      expect(standing(first)).toBe(`"caller";r=39;t=${windowSeconds}, "practice";r=59;t=${windowSeconds}`)
      const { token } = await north.member('coach')
      expect(standing(await read(api, token))).toMatch(/^"caller";r=39;t=\d+, "practice";r=58;t=\d+$/)
      const missing = await api.call('GET', '/v1/nothing', { as: token })
      expect(standing(missing)).toMatch(/^"address";r=\d+;t=\d+$/)
    })

    test('a caller over their limit is refused, and leaves their practice the rest', async () => {
      const answers = await flood([api], 100, (to) => read(to, north.owner))
      expect(admitted(answers)).toBe(40)
      const refused = answers.find(({ statusCode }) => statusCode === 429)!
      expectProblem(refused)
      expect(refused.json()).toMatchObject({ code: 'too_many_requests' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(windowSeconds)
      expect(standing(refused)).toMatch(/^"caller";r=0;t=\d+$/)
      const { token } = await north.member('coach')
      expect(standing(await read(api, token))).toContain('"practice";r=19')
    })

    test('a practice over its limit leaves another untouched', async () => {
      const south = await api.practice()
      const people = [north.owner, ...(await Promise.all(['coach', 'coach'].map(() => north.member('coach')))).map(({ token }) => token)] // prettier-ignore
      const both = await Promise.all([
        flood([api], 150, (to) => read(to, people[Math.floor(Math.random() * 3)]!)),
        flood([api], 30, (to) => read(to, south.owner)),
      ])
      expect(both.map(admitted)).toEqual([60, 30])
    })

    test('a client is a caller as well', async () => {
      const { clients } = await makeClient(api, north)
      const token = await north.clientSession(clients)
      expect(admitted(await flood([api], 50, (to) => read(to, token)))).toBe(40)
    })

    test('whoever is not signed in is counted by address, whatever they send', async () => {
      const from = anAddress()
      const answers = await flood([api], 60, (to) =>
        to.app.inject({ ...from, url: '/v1/practice', headers: { authorization: `Bearer forged.${Math.random()}.x` } }),
      )
      expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(30)
      expect((await api.app.inject({ ...from, url: '/v1/nothing' })).statusCode).toBe(429)
      expect((await read(api, north.owner)).statusCode).toBe(200)
    })

    test('fifty ways to claim another address change nothing', async () => {
      const names = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip']
      const from = anAddress()
      const claims = Array.from({ length: 50 }, (_, n) => ({
        [names[n % 5]!]: n % 5 === 1 ? `for=10.0.0.${n}` : `10.0.0.${n}`,
      }))
      const answers = await Promise.all(
        claims.map((headers) => api.app.inject({ ...from, url: '/v1/nothing', headers })),
      )
      expect(admitted(answers)).toBe(30)
    })

    test('probes are not counted', async () => {
      const answers = await flood([api], 80, (to) => to.call('GET', '/readyz'))
      expect(admitted(answers)).toBe(80)
      expect(standing(answers[0]!)).toBeUndefined()
    })
  })
})

describe('behind a proxy that is trusted', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi({ ...limits, TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' })
  })
  afterAll(() => api.stop())

  test('each address behind it has its own count; what was said before it does not', async () => {
    const from = (client: string) => flood([api], 40, (to) => to.call('GET', '/v1/nothing', { headers: { 'x-forwarded-for': client } })) // prettier-ignore
    expect(admitted(await from('203.0.113.7'))).toBe(30)
    expect(admitted(await from('203.0.113.8, 10.0.0.7'))).toBe(30)
    expect(admitted(await from('198.51.100.1, 203.0.113.8'))).toBe(0)
  })
})

describe.runIf(redisUrl !== undefined)('three processes', () => {
  let database: TestDatabase
  let apis: TestApi[]
  beforeAll(async () => {
    database = await createTestDatabase()
    apis = await Promise.all([1, 2, 3].map(() => startTestApi({ ...limits, REDIS_URL: redisUrl! }, database)))
  })
  afterAll(async () => {
    for (const { app, container } of apis) await Promise.all([app.close(), container.close()])
    await database.drop()
  })

  test('count together', async () => {
    const from = anAddress()
    const [north, south] = [await apis[0]!.practice(), await apis[0]!.practice({ name: 'Southlight' })]
    expect(admitted(await flood(apis, 120, (to) => read(to, north.owner)))).toBe(40)
    expect(admitted(await flood(apis, 120, (to) => to.app.inject({ ...from, url: '/v1/nothing' })))).toBe(30)
    expect(admitted(await flood(apis, 30, (to) => read(to, south.owner)))).toBe(30)
  })
})

describe('while Redis is away', async () => {
  const redis = await startLocalRedis()
  if (!redis) console.warn('LEFT OUT: a Redis that goes away (there is no redis-server on the PATH)')
  let api: TestApi
  let next: LocalRedis | undefined
  afterAll(async () => {
    await api?.stop()
    await redis?.stop()
    await next?.stop()
  })

  test.runIf(redis)(
    'nobody gets a try at signing in, and everybody else goes on, counted by each process',
    async () => {
      api = await startTestApi({ ...limits, REDIS_URL: redis!.url })
      const north = await api.practice()
      expect((await signIn(api)).statusCode).toBe(401)
      await redis!.kill9()
      await expect.poll(async () => (await signIn(api)).statusCode).toBe(503)
      const refused = await signIn(api)
      expectProblem(refused)
      expect(refused.json()).toMatchObject({ code: 'uncounted' })
      expect(refused.headers['retry-after']).toBe('1')
      expect(admitted(await flood([api], 60, (to) => read(to, north.owner)))).toBe(40)

      next = await startLocalRedis({ port: Number(new URL(redis!.url).port) })
      await expect.poll(async () => (await signIn(api)).statusCode, { timeout: 20_000 }).toBe(401)
      await next!.stop()
    },
  )
})

async function makeClient(api: TestApi, { owner }: TestPractice): Promise<{ clients: string }> {
  const body = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
  return { clients: (await api.call('POST', '/v1/clients', { as: owner, body })).json<{ id: string }>().id }
}
