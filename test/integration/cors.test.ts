import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

const [northPages, southPages, ownPages, strangers] = ['north', 'south', 'own', 'strangers'].map(
  (whose) => `https://${whose}.example.org`,
) as [string, string, string, string]

let api: TestApi
let north: TestPractice
let south: TestPractice
beforeAll(async () => {
  api = await startTestApi({ ALLOWED_ORIGINS: `${ownPages}, http://localhost:5173`, RATE_LIMIT_CALLER: '100' })
  north = await api.practice()
  south = await api.practice({ name: 'Southlight' })
  await list(north, [northPages])
  await list(south, [southPages, 'http://localhost:8080'])
})
afterAll(() => api.stop())

const list = (practice: TestPractice, allowedOrigins: string[]) =>
  api.call('PATCH', '/v1/practice', { as: practice.owner, body: { allowedOrigins } })
const get = (origin: string, as?: string, url = '/v1/practice') =>
  api.call('GET', url, { headers: { origin }, ...(as ? { as } : {}) })
const preflight = (origin: string, url = '/v1/clients') =>
  api.call('OPTIONS', url, {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
const allowed = ({ headers }: { headers: Record<string, unknown> }) => headers['access-control-allow-origin']

describe('a practice’s data', () => {
  test('may be read by the pages that it lists, with every header we send', async () => {
    const answer = await get(northPages, north.owner)
    expect(answer.statusCode).toBe(200)
    expect(allowed(answer)).toBe(northPages)
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i)
    expect(String(answer.headers['access-control-expose-headers']).split(', ')).toEqual(
      expect.arrayContaining([
        'ETag',
        'Location',
        'Retry-After',
        'Idempotency-Replayed',
        'RateLimit',
        'RateLimit-Policy',
      ]),
    )
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test.each([
    ['another practice', southPages],
    ['nobody', strangers],
    ['one like it', 'https://north.example.org.evil.test'],
    ['one above it', 'https://example.org'],
    ['its host without TLS', 'http://north.example.org'],
    ['its host on another port', 'https://north.example.org:8443'],
    ['a page without an origin', 'null'],
    ['everybody', '*'],
  ])('may not be read by pages of %s', async (_whose, origin) => {
    const answer = await get(origin, north.owner)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i)
  })

  test('may be read by the operator’s own pages, whatever the practice', async () => {
    expect(allowed(await get(ownPages, north.owner))).toBe(ownPages)
    expect(allowed(await get('http://localhost:5173', south.owner))).toBe('http://localhost:5173')
  })

  test('a change of the list holds at once', async () => {
    const practice = await api.practice({ name: 'Eastlight' })
    const pages = 'https://east.example.org'
    expect(allowed(await get(pages, practice.owner))).toBeUndefined()
    expect(allowed(await preflight(pages))).toBeUndefined()
    await list(practice, [pages])
    expect(allowed(await get(pages, practice.owner))).toBe(pages)
    expect(allowed(await preflight(pages))).toBe(pages)
    await list(practice, [])
    expect(allowed(await get(pages, practice.owner))).toBeUndefined()
    expect(allowed(await preflight(pages))).toBeUndefined()
  })

  test('refusals can be read as well: what is wrong, too much, or unknown', async () => {
    expect(allowed(await api.call('POST', '/v1/clients', { as: north.owner, body: {}, headers: { origin: northPages } }))).toBe(northPages) // prettier-ignore
    expect(allowed(await get(northPages, north.owner, '/v1/nothing'))).toBe(northPages)
    const forged = await get(northPages, 'no.token.atall')
    expect(forged.statusCode).toBe(401)
    expect(allowed(forged)).toBe(northPages)
    const { token } = await north.member('coach')
    const flood = await Promise.all(Array.from({ length: 110 }, () => get(northPages, token)))
    const refused = flood.filter(({ statusCode }) => statusCode === 429)
    expect(refused).toHaveLength(10)
    for (const answer of refused) expect(allowed(answer)).toBe(northPages)
  })
})

describe('a preflight', () => {
  test.each([northPages, southPages, ownPages, 'http://localhost:8080'])('from %s is answered', async (origin) => {
    const answer = await preflight(origin)
    expect(answer.statusCode).toBe(204)
    expect(allowed(answer)).toBe(origin)
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i)
    expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PUT, PATCH, DELETE')
    expect(String(answer.headers['access-control-allow-headers']).toLowerCase().split(', ')).toEqual([
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
    ])
    expect(answer.headers['access-control-max-age']).toBe('600')
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test.each([strangers, 'null', 'https://north.example.org/'])('from %s is not', async (origin) => {
    const answer = await preflight(origin)
    expect(answer.statusCode).toBe(405)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('before anybody is signed in', () => {
  const signIn = (origin: string) =>
    api.call('POST', '/v1/auth/sign-in', {
      headers: { origin },
      body: { email: 'nobody@example.test', password: 'larch-ferry-quartz' },
    })

  test('pages that any practice lists may call, and no others', async () => {
    expect(allowed(await signIn(northPages))).toBe(northPages)
    expect(allowed(await signIn(ownPages))).toBe(ownPages)
    expect(allowed(await signIn(strangers))).toBeUndefined()
  })

  test.each(['/openapi.json', '/.well-known/jwks.json'])('%s may be read by every page', async (url) => {
    expect(allowed(await get(strangers, undefined, url))).toBe('*')
  })
})

test.each(['https://app.example.org/', 'https://*.example.org', '*', 'null', 'ftp://app.example.org', 'https://App.example.org', 'https://app.example.org:443', 'https://me@app.example.org', 'app.example.org'])('%s is no origin', async (origin) => {
  const answer = await list(north, [origin])
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ errors: [{ pointer: '/allowedOrigins/0' }] })
}) // prettier-ignore
