import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createSandboxWorker, makeSandbox } from '../support/sandbox.ts'

/* A digest that is sent when somebody asks for it, on a Wednesday, and not on Monday morning at eight. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

it('comes at once, in place of its week’s, and the next ones as ever', async () => {
  const sandbox = await makeSandbox(api, { standsAt: '2026-03-04T10:00:00Z' })
  const { owner, practiceId } = sandbox.practice
  const call = (method: string, url: string, body?: unknown, as = owner) => api.call(method, url, { as, body })
  const { id } = (
    await call('POST', '/v1/clients', { name: 'Maya Sandoval', email: 'maya@example.test', timeZone: 'Europe/Berlin' })
  ).json<{ id: string }>()
  const send = (as?: string) => call('POST', `/v1/clients/${id}/digest/send`, undefined, as)
  const codeOf = async (as?: string) => (await send(as)).json<{ code: string }>().code
  const sentAt = async () => {
    const { rows } = await api.database.admin.query<{ at: Date }>(
      `select written_at as at from digests where practice_id = $1 and client_id = $2 and status = 'sent' order by 1`,
      [practiceId, id],
    )
    return rows.map(({ at }) => at.toISOString())
  }
  const goTo = async (at: string) => {
    expect((await sandbox.advance(at)).statusCode).toBe(202)
    await createSandboxWorker(api)(sandbox)
  }

  expect(await codeOf()).toBe('digest_says_nothing')
  const people = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const person = { name: `Person ${n}`, nextFollowUpOn: '2026-03-04' }
      return (await call('POST', `/v1/clients/${id}/contacts`, person)).json<{ id: string }>().id
    }),
  )
  await api.database.admin.query('update contacts set next_follow_up_on = $2 where id = any($1)', [
    people,
    '2026-03-04',
  ])
  const answers = await Promise.all([send(), send(await sandbox.practice.clientSession(id)), send()])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([202, 409, 409])
  const { messageId } = answers.find(({ statusCode }) => statusCode === 202)!.json<{ messageId: string }>()
  expect((await call('GET', `/v1/messages/${messageId}`)).json()).toMatchObject({ kind: 'client_digest' })
  expect(await codeOf()).toBe('digest_was_sent')
  await goTo('2026-03-17T12:00:00Z')
  expect(await sentAt()).toEqual(['2026-03-04T10:00:00.000Z', '2026-03-09T07:00:00.000Z', '2026-03-16T07:00:00.000Z'])
  expect(await codeOf()).toBe('digest_was_sent')

  // A week whose digest had nothing to say has none yet.
  await api.database.admin.query('update contacts set next_follow_up_on = null where id = any($1)', [people])
  await goTo('2026-03-24T12:00:00Z')
  expect(await codeOf()).toBe('digest_says_nothing')
  await api.database.admin.query('update contacts set next_follow_up_on = $2 where id = $1', [people[0], '2026-03-20'])
  expect((await send()).statusCode).toBe(202)
  await goTo('2026-03-31T12:00:00Z')
  expect((await sentAt()).slice(3)).toEqual(['2026-03-24T12:00:00.000Z'])

  await call('PATCH', `/v1/clients/${id}`, { digest: 'off' })
  expect(await codeOf()).toBe('digest_not_wanted')
})
