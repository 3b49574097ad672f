import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addFirstSigningKey, listSigningKeys, rotateSigningKeys } from '../../src/infra/security/key-rotation.ts'
import { deriveKey } from '../../src/infra/security/secrets.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testSecret } from '../support/secret.ts'

/* Two API processes on one database, and keys that change under them. */

let database: TestDatabase
let apis: [TestApi, TestApi]
let practice: TestPractice
beforeAll(async () => {
  database = await createTestDatabase()
  apis = [await startTestApi({}, database), await startTestApi({}, database)]
  practice = await apis[0].practice()
})
afterAll(async () => {
  for (const { app, container } of apis) await Promise.all([app.close(), container.close()])
  await database.drop()
})

const sealingKey = deriveKey(testSecret, 'signing keys')
const statuses = (token: string) =>
  Promise.all(apis.map(async (api) => (await api.call('GET', '/v1/me', { as: token })).statusCode))
const signedByNow = () => practice.memberSession(practice.ownerId, 'owner')
const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid
const states = async () => (await listSigningKeys(apis[0].container.db)).map(({ status }) => status)
const shown = async (api: TestApi) =>
  (await api.call('GET', '/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid)
const patience = { timeout: 60_000, interval: 250 }

/** What operators run. */
const keys = (...command: string[]) =>
  promisify(execFile)(process.execPath, ['src/bin/keys.ts', ...command], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.adminUrl,
      CADRE_SECRET: testSecret,
      PUBLIC_URL: 'http://cadre.test',
      SMTP_URL: 'smtp://127.0.0.1:1',
    },
  })

test('processes that start together make one key', async () => {
  const { db } = apis[0].container
  await Promise.all(Array.from({ length: 5 }, () => addFirstSigningKey(db, sealingKey)))
  expect(await states()).toEqual(['signing'])
})

test('a rotation under requests costs nobody anything, and the old key retires once its last token has', async () => {
  const { db } = apis[0].container
  const before = await signedByNow()
  // Longer than a process takes to look.
  await rotateSigningKeys(db, sealingKey, 15)
  expect(await states()).toEqual(['announced', 'signing'])
  const asked: number[] = []
  let latest = before
  while (kidOf(latest) === kidOf(before)) {
    latest = await signedByNow()
    asked.push(...(await statuses(latest)), ...(await statuses(before)))
  }
  for (let more = 0; more < 20; more += 1)
    asked.push(...(await statuses(await signedByNow())), ...(await statuses(before)))
  expect(asked.filter((status) => status !== 200)).toEqual([])
  expect(await states()).toEqual(['signing', 'verifying'])
  for (const api of apis) expect(await shown(api)).toEqual([kidOf(latest), kidOf(before)])

  const [signing, verifying] = await listSigningKeys(db)
  expect(verifying!.retiresAt!.getTime() - signing!.signsFrom.getTime()).toBe(15 * 60_000)
  await database.admin.query('update signing_keys set retires_at = now() where kid = $1', [kidOf(before)])
  await expect.poll(() => statuses(before), patience).toEqual([401, 401])
  expect(await statuses(latest)).toEqual([200, 200])
  for (const api of apis) expect(await shown(api)).toEqual([kidOf(latest)])
})

test('a withdrawn key is refused by every process within a minute, and another signs', async () => {
  const stolen = await signedByNow()
  const { stdout } = await keys('withdraw', kidOf(stolen))
  expect(stdout).toMatch(/signing/)
  await expect.poll(() => statuses(stolen), patience).toEqual([401, 401])
  const next = await signedByNow()
  expect(kidOf(next)).not.toBe(kidOf(stolen))
  expect(await statuses(next)).toEqual([200, 200])
  for (const api of apis) expect(await shown(api)).not.toContain(kidOf(stolen))
})

test('the command announces a key, lists them, and knows what it cannot do', async () => {
  expect((await keys('rotate')).stdout).toMatch(/announced[^]*signing/)
  expect((await keys()).stdout).toMatch(/announced[^]*signing[^]*retired/)
  await expect(keys('withdraw', 'nobody')).rejects.toThrow(/There is no key nobody/)
  await expect(keys('rotate', 'twice')).rejects.toThrow(/usage/)
})
