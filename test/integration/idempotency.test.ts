import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

let people = 0
const somebody = (name = 'Ada') => ({ name, email: `person${++people}@client.example`, timeZone: 'UTC' })
const add = (key: string, body: Record<string, unknown>) =>
  api.call('POST', '/v1/clients', { as: practice.owner, body, headers: { 'idempotency-key': key } })

async function clientsNamed(name: string): Promise<number> {
  const { rows } = await api.database.admin.query<{ count: number }>(
    'select count(*)::integer as count from clients where practice_id = $1 and name = $2',
    [practice.practiceId, name],
  )
  return rows[0]!.count
}

describe('a hundred requests at once with one key', () => {
  it('have one effect and one answer; whoever came too early is told to come again', async () => {
    const body = somebody('Many')
    const answers = await Promise.all(Array.from({ length: 100 }, () => add('many', body)))
    const given = answers.filter(({ statusCode }) => statusCode === 201)
    for (const { statusCode, headers } of answers.filter((answer) => !given.includes(answer))) {
      // On a slow machine it may be too many requests at once.
      expect(statusCode).toSatisfy((status) => status === 409 || status === 503)
      expect(headers['retry-after']).toBeDefined()
    }
    given.push(await add('many', body))
    expect(await clientsNamed('Many')).toBe(1)
    expect(new Set(given.map((answer) => `${answer.statusCode} ${answer.body} ${answer.headers.etag}`)).size).toBe(1)
    expect(given.filter(({ headers }) => !headers['idempotency-replayed'])).toHaveLength(1)
  })
})

describe('a key', () => {
  it('brings the answer back to the byte, a refusal too', async () => {
    const body = somebody()
    await add('taken', body)
    for (const [key, status] of [
      ['taken', 201],
      ['refused', 409],
    ] as const) {
      const [first, again] = [await add(key, body), await add(key, body)]
      expect([first.statusCode, again.statusCode, again.rawPayload.equals(first.rawPayload)]).toEqual([status, status, true]) // prettier-ignore
      expect(again.headers['idempotency-replayed']).toBe('true')
      expect(again.headers['content-type']).toBe(first.headers['content-type'])
    }
  })

  it('with another body is refused', async () => {
    await add('another', somebody())
    const other = await add('another', somebody())
    expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([422, 'idempotency_key_reused'])
  })

  it.each(['', 'k'.repeat(256), 'two words', 'schlüssel', 'tab\there'])('that reads %j is refused', async (key) => {
    const answer = await add(key, somebody('Malformed'))
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'idempotency_key_malformed'])
    expect(await clientsNamed('Malformed')).toBe(0)
  })

  it('may have 255 characters', async () => {
    const body = somebody()
    expect((await add('k'.repeat(255), body)).statusCode).toBe(201)
    expect((await add('k'.repeat(255), body)).headers['idempotency-replayed']).toBe('true')
  })

  it('does not keep what was our own failure: the next attempt does the work', async () => {
    const { admin } = api.database
    await admin.query(`create function fail() returns trigger language plpgsql as $$ begin raise 'not today'; end $$`)
    await admin.query('create trigger fail before insert on clients for each row execute function fail()')
    const body = somebody('Later')
    expect((await add('failure', body)).statusCode).toBe(500)
    await admin.query('drop function fail cascade')
    const [answer, again] = [await add('failure', body), await add('failure', body)]
    expect([answer.statusCode, answer.headers['idempotency-replayed']]).toEqual([201, undefined])
    expect(again.body).toBe(answer.body)
    expect(await clientsNamed('Later')).toBe(1)
  })

  it('is kept for a day', async () => {
    const age = (hours: number) =>
      api.database.admin.query(`update idempotency_keys set created_at = now() - make_interval(hours => $1) where key = 'day'`, [hours]) // prettier-ignore
    const contact = async () => {
      const request = { as: practice.owner, body: { name: 'Reader' }, headers: { 'idempotency-key': 'day' } }
      const answer = await api.call('POST', `/v1/clients/${clientId}/contacts`, request)
      expect(answer.statusCode, answer.body).toBe(201)
      return answer.headers
    }
    const clientId = (await add('of-the-day', somebody())).json<{ id: string }>().id
    await contact()
    await age(23)
    expect((await contact())['idempotency-replayed']).toBe('true')
    await age(25)
    expect((await contact())['idempotency-replayed']).toBeUndefined()
  })
})
