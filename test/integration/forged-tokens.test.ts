import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { goodPassword, signUp, signUpVerified, tokenMailedTo } from '../support/people.ts'

/** What a forger has: a real token's parts, the published key, and a key pair of their own. */
interface Workshop {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  token: string
  publicPem: string
  ours: string
  theirs: KeyObject
  otherEnvironment: string
}

let api: TestApi
let practice: TestPractice
let shop: Workshop

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
const signed = (header: unknown, claims: unknown, key: KeyObject | string) => {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`
}
const withSecret = (header: unknown, claims: unknown, secret: string) => {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
const without = (claims: Record<string, unknown>, claim: string) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim))

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const elsewhere = await startTestApi({ PUBLIC_URL: 'http://staging.cadre.test' })
  const [header = '', claims = ''] = practice.owner.split('.')
  const { kid, privatePem } = api.container.signingKeys.current()
  shop = {
    header: parse(header),
    claims: parse(claims),
    token: practice.owner,
    publicPem: (await api.container.signingKeys.find(kid))!,
    ours: privatePem,
    theirs: generateKeyPairSync('ed25519').privateKey,
    otherEnvironment: (await elsewhere.practice()).owner,
  }
  await elsewhere.stop()
})
afterAll(() => api.stop())

const call = (authorization: string) => api.call('GET', '/v1/me', { headers: { authorization } })
const now = () => Math.floor(Date.now() / 1000)

it('takes the real one', async () => {
  expect((await call(`Bearer ${shop.token}`)).statusCode).toBe(200)
  expect((await call(`Bearer ${signed(shop.header, shop.claims, shop.ours)}`)).statusCode).toBe(200)
})

/** Signed by nobody, or by somebody else. */
const forged: [string, (shop: Workshop) => string][] = [
  ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, (shop: Workshop) => string] => [
    `alg ${alg}`,
    ({ header, claims }) => `${encode({ ...header, alg })}.${encode(claims)}.`,
  ]),
  ['no signature', ({ header, claims }) => `${encode(header)}.${encode(claims)}.`],
  ['two parts', ({ token }) => token.split('.').slice(0, 2).join('.')],
  ['four parts', ({ token }) => `${token}.${token.split('.')[2]!}`],
  ['another signature', ({ token }) => `${token.slice(0, -6)}AAAAAA`],
  ['other claims under the real signature', ({ token, claims }) => {
    const [header = '', , signature = ''] = token.split('.')
    return `${header}.${encode({ ...claims, role: 'owner', exp: now() + 800 })}.${signature}`
  }],
  ['another key', ({ header, claims, theirs }) => signed(header, claims, theirs)],
  ['HS256 with the public key', ({ header, claims, publicPem }) => withSecret({ ...header, alg: 'HS256' }, claims, publicPem)],
  ['HS256 with the public key after a space', ({ header, claims, publicPem }) => withSecret({ ...header, alg: 'HS256' }, claims, ` ${publicPem}`)],
  ['HS256 with the public key after a newline', ({ header, claims, publicPem }) => withSecret({ ...header, alg: 'HS256' }, claims, `\n${publicPem}`)],
  ['HS256 with an empty secret', ({ header, claims }) => withSecret({ ...header, alg: 'HS256' }, claims, '')],
  ['EdDSA in the header, HMAC below it', ({ header, claims, publicPem }) => withSecret(header, claims, publicPem)],
  ['RS256', ({ header, claims, theirs }) => signed({ ...header, alg: 'RS256' }, claims, theirs)],
  ['alg missing', ({ header, claims, ours }) => signed(without(header, 'alg'), claims, ours)],
  ['kid of nobody', ({ header, claims, theirs }) => signed({ ...header, kid: 'nobody' }, claims, theirs)],
  ['kid missing', ({ header, claims, ours }) => signed(without(header, 'kid'), claims, ours)],
  ['kid a path', ({ header, claims, theirs }) => signed({ ...header, kid: '../../dev/null' }, claims, theirs)],
  ['kid SQL', ({ header, claims, theirs }) => signed({ ...header, kid: `' or '1'='1` }, claims, theirs)],
  ['kid of 10 kB', ({ header, claims, theirs }) => signed({ ...header, kid: 'k'.repeat(10_000) }, claims, theirs)],
  ['kid an array', ({ header, claims, ours }) => signed({ ...header, kid: [header['kid']] }, claims, ours)],
  ['a key of their own in jwk', ({ header, claims, theirs }) =>
    signed({ ...without(header, 'kid'), jwk: theirs.export({ format: 'jwk' }) }, claims, theirs)],
  ['a key of their own at jku', ({ header, claims, theirs }) =>
    signed({ ...header, kid: 'theirs', jku: 'http://evil.test/jwks.json' }, claims, theirs)],
  ['a key of their own at x5u', ({ header, claims, theirs }) =>
    signed({ ...header, kid: 'theirs', x5u: 'http://evil.test/cert.pem' }, claims, theirs)],
  ['another environment', ({ otherEnvironment }) => otherEnvironment],
  ['100 kB of it', ({ header, claims, theirs }) => signed(header, { ...claims, ballast: 'b'.repeat(100_000) }, theirs)],
  ['not JSON', () => `${encode('{"alg":')}.${encode('nonsense')}.AAAA`],
  ['a null header', ({ claims }) => `${encode('null')}.${encode(claims)}.AAAA`],
  ['empty', () => ''],
] // prettier-ignore

/** Signed with our own key, and yet no access token: what a slip of ours must not open. */
const claimed: [string, (shop: Workshop) => [Record<string, unknown>, unknown]][] = [
  ...['exp', 'iat', 'iss', 'aud', 'sub', 'sid', 'practiceId'].map(
    (claim): [string, (shop: Workshop) => [Record<string, unknown>, unknown]] => [
      `${claim} missing`,
      ({ header, claims }) => [header, without(claims, claim)],
    ],
  ),
  ['expired', ({ header, claims }) => [header, { ...claims, iat: now() - 900, exp: now() - 30 }]],
  ['exp as text', ({ header, claims }) => [header, { ...claims, exp: '9999999999' }]],
  ['exp negative', ({ header, claims }) => [header, { ...claims, exp: -1 }]],
  ['exp null', ({ header, claims }) => [header, { ...claims, exp: null }]],
  ['exp 1e308, made yesterday', ({ header, claims }) => [header, { ...claims, iat: now() - 86_400, exp: 1e308 }]],
  ['nbf ahead', ({ header, claims }) => [header, { ...claims, nbf: now() + 60 }]],
  ['iss another', ({ header, claims }) => [header, { ...claims, iss: 'http://evil.test' }]],
  ['iss an array', ({ header, claims }) => [header, { ...claims, iss: [claims['iss'], 'http://evil.test'] }]],
  ['aud another', ({ header, claims }) => [header, { ...claims, aud: 'somebody-else' }]],
  ['typ another', ({ header, claims }) => [{ ...header, typ: 'JWT' }, claims]],
  ['typ missing', ({ header, claims }) => [without(header, 'typ'), claims]],
  ['crit unknown', ({ header, claims }) => [{ ...header, crit: ['exp-v2'], 'exp-v2': 1 }, claims]],
  ['a session that is not there', ({ header, claims }) => [header, { ...claims, sid: claims['sub'] }]],
  ['a session of another practice', ({ header, claims }) => [header, { ...claims, practiceId: claims['sid'] }]],
  ['sub no id at all', ({ header, claims }) => [header, { ...claims, sub: 'everybody' }]],
  ['sid no id at all', ({ header, claims }) => [header, { ...claims, sid: `' or true --` }]],
  ['claims twice, the last one expired', ({ header, claims }) => [
    header,
    `${JSON.stringify(claims).slice(0, -1)},"exp":1}`,
  ]],
] // prettier-ignore

it.each(forged)('401 for %s', async (_, make) => {
  const response = await call(`Bearer ${make(shop)}`)
  expect(response.statusCode).toBe(401)
  expect(response.json()).toMatchObject({ code: 'unauthenticated' })
})

it.each(claimed)('401 for our own signature with %s', async (_, make) => {
  const [header, claims] = make(shop)
  const response = await call(`Bearer ${signed(header, claims, shop.ours)}`)
  expect(response.statusCode).toBe(401)
  expect(response.json()).toMatchObject({ code: 'unauthenticated' })
})

it('takes an audience that names us among others', async () => {
  const claims = { ...shop.claims, aud: ['somebody-else', shop.claims['aud']] }
  expect((await call(`Bearer ${signed(shop.header, claims, shop.ours)}`)).statusCode).toBe(200)
})

it('401 for the other secrets of a session', async () => {
  const { refreshToken, user } = await signUp(api)
  const mailed = await tokenMailedTo(api, user.email, 'email_verification')
  for (const secret of [refreshToken, mailed, goodPassword]) {
    expect((await call(`Bearer ${secret}`)).statusCode).toBe(401)
  }
})

it('nothing is done for any of them', async () => {
  const made = [...forged.map(([, make]) => make(shop)), ...claimed.map(([, make]) => signed(...make(shop), shop.ours))]
  expect(made.length).toBeGreaterThan(25)
  const events = async () => (await api.database.admin.query('select from events')).rowCount
  const before = await events()
  const body = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
  for (const token of made) expect((await api.call('POST', '/v1/clients', { as: token, body })).statusCode).toBe(401)
  expect((await api.database.admin.query('select from clients')).rowCount).toBe(0)
  expect(await events()).toBe(before)
})

it('401 for what letters carry: an invitation, a way out', async () => {
  const { accessToken } = await signUpVerified(api)
  await api.call('POST', '/v1/invitations', { as: accessToken, body: { email: 'zoe@example.test', role: 'owner' } })
  const { practiceId, ownerId } = practice
  const { office } = api.container
  const to = { holderId: ownerId, subjectId: ownerId }
  const letters = [
    await tokenMailedTo(api, 'zoe@example.test', 'invitation'),
    new URL(office.linkTo({ practiceId, now: new Date() }, 'hold_step', to)).pathname.split('/').at(-1)!,
  ]
  for (const secret of letters) expect((await call(`Bearer ${secret}`)).statusCode).toBe(401)
})

it.each(['', 'Basic ', 'bearer', 'Bearer  ', 'Token '])('401 for the scheme "%s"', async (scheme) => {
  const response = await call(scheme.startsWith('Bearer') || scheme === 'bearer' ? scheme : `${scheme}${shop.token}`)
  expect(response.statusCode).toBe(401)
  expect(response.headers['www-authenticate']).toBe('Bearer')
})
