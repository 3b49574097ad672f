import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { dayOf } from '../../src/infra/time/calendar.ts'
import { composeCoachDigest } from '../../src/modules/digests/coach-digest.service.ts'
import { readHistory } from '../../src/modules/digests/digests.repository.ts'
import { getMember } from '../../src/modules/members/members.service.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let coach: { memberId: string; token: string }
let clients = 0
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  coach = await practice.member('coach')
})
afterAll(() => api.stop())

const call = (method: string, url: string, as: string, body?: unknown) => api.call(method, url, { as, body })

/** An alumna with one contact, one search and a quota, who chose what is seen of her. */
async function alumna(sees?: string) {
  clients += 1
  const make = async (url: string, body: unknown) =>
    (await call('POST', url, practice.owner, body)).json<{ id: string }>().id
  const email = `maya${clients}@example.test`
  const id = await make('/v1/clients', { name: 'Maya', email, timeZone: 'Europe/Berlin', coachId: coach.memberId })
  const session = await practice.clientSession(id)
  const contact = await make(`/v1/clients/${id}/contacts`, { name: 'Ana Berg', email: `ana${clients}@example.test` })
  const search = await make(`/v1/clients/${id}/searches`, {})
  const commitment = await make(`/v1/clients/${id}/commitments`, {
    title: 'Three a week',
    targets: [{ measure: 'interactions', target: 3 }],
    period: 'week',
    startsOn: '2026-01-05',
  })
  if (sees) {
    const chosen = await call('PATCH', `/v1/clients/${id}`, session, { consents: { coachSeesAfterwards: sees } })
    expect(chosen.statusCode, chosen.body).toBe(200)
  }
  expect((await call('POST', `/v1/clients/${id}/complete`, practice.owner)).statusCode).toBe(200)
  const statusOf = async (url: string, as: string) => (await call('GET', url, as)).statusCode
  const seenBy = async (as: string) => ({
    client: await statusOf(`/v1/clients/${id}`, as),
    search: await statusOf(`/v1/searches/${search}`, as),
    contact: await statusOf(`/v1/contacts/${contact}`, as),
    followUps: await statusOf(`/v1/clients/${id}/follow-ups`, as),
    listed: (await call('GET', '/v1/clients?limit=100', as)).body.includes(id),
  })
  return { id, email, session, contact, search, commitment, seenBy }
}

const all = { client: 200, search: 200, contact: 200, followUps: 200, listed: true }

describe('what members see of an alumnus', () => {
  it.each([
    [undefined, all],
    ['all', all],
    ['summary', { ...all, contact: 404 }],
    ['nothing', { client: 404, search: 404, contact: 404, followUps: 404, listed: false }],
  ])('%s', async (sees, expected) => {
    const { id, contact, session, seenBy } = await alumna(sees)
    for (const as of [practice.owner, coach.token]) expect(await seenBy(as)).toEqual(expected)
    expect(await seenBy(session)).toMatchObject({ ...all, listed: expect.anything() })
    const written = await call('PATCH', `/v1/contacts/${contact}`, practice.owner, { name: 'Somebody else' })
    expect(written.statusCode).toBe(expected.contact)
    if (sees !== 'summary' || expected.followUps !== 200) return
    expect((await call('GET', `/v1/clients/${id}/follow-ups?dueBefore=2100-01-01`, coach.token)).json()).toMatchObject({ data: [] }) // prettier-ignore
    const own = await call('GET', `/v1/clients/${id}/follow-ups?dueBefore=2100-01-01`, session)
    expect(own.json()).toMatchObject({ data: [{ contactId: contact }] })
  })

  it('is hers to widen, and nobody else’s to get around', async () => {
    const { id, session, seenBy } = await alumna('summary')
    const refused = await call('PATCH', `/v1/clients/${id}`, practice.owner, {
      consents: { coachSeesAfterwards: 'all' },
    })
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, 'field_forbidden'])
    for (const verb of ['resume', 'archive']) {
      const answer = await call('POST', `/v1/clients/${id}/${verb}`, practice.owner)
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'client_withholds'])
    }
    await call('PATCH', `/v1/clients/${id}`, session, { consents: { coachSeesAfterwards: 'all' } })
    expect((await call('POST', `/v1/clients/${id}/resume`, practice.owner)).statusCode).toBe(200)
    expect(await seenBy(coach.token)).toEqual(all)
  })

  it('does not keep her address free, nor anybody from being forgotten', async () => {
    const { email, session, contact } = await alumna('nothing')
    const again = await call('POST', '/v1/clients', practice.owner, { name: 'Maya', email, timeZone: 'UTC' })
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'client_email_taken'])
    const address = (await call('GET', `/v1/contacts/${contact}`, session)).json<{ email: string }>().email
    const erasure = await call('POST', '/v1/data-requests', practice.owner, { email: address, kind: 'erasure' })
    expect(erasure.statusCode, erasure.body).toBe(200)
    expect((await call('GET', `/v1/contacts/${contact}`, session)).statusCode).toBe(404)
  })
})

it('with the coaching end its quotas', async () => {
  const { commitment, session } = await alumna()
  expect((await call('GET', `/v1/commitments/${commitment}`, session)).json()).toMatchObject({
    status: 'ended',
    endedBecause: 'completed',
  })
})

it.each([
  [undefined, true],
  ['all', true],
  ['summary', false],
  ['nothing', false],
])('the coach’s digest, which the system writes, keeps to it: %s', async (sees, isTold) => {
  const { search, session } = await alumna(sees)
  const company = `Fjord ${search}`
  const today = dayOf(new Date(), 'Europe/Berlin')
  const landing = {
    position: 'Director',
    company,
    companyDescription: 'runs ferries',
    startsOn: today,
    landedOn: today,
  }
  const landed = await call('POST', `/v1/searches/${search}/landing`, session, landing)
  expect(landed.statusCode, landed.body).toBe(201)
  const digest = await enterAsSystem(api.container.db, practice.practiceId, async (trx) =>
    composeCoachDigest(trx, await getMember(trx, coach.memberId), {
      history: await readHistory(trx, coach.memberId),
      timeZone: 'Europe/Berlin',
      linkTo: () => 'https://cadre.example/l/example',
    }),
  )
  expect(digest!.facts.landings.some((landed) => landed.company === company)).toBe(isTold)
})
