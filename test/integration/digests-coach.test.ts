import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { composeCoachDigest } from '../../src/modules/digests/coach-digest.service.ts'
import { readHistory } from '../../src/modules/digests/digests.repository.ts'
import { getMember } from '../../src/modules/members/members.service.ts'
import type { CoachDigestFacts } from '../../src/modules/templates/digest-facts.rules.ts'
import { createDigestsWrite } from '../../workers/processors/digests-write.processor.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { draft } from '../support/drafted.ts'
import { startClimber } from '../support/ladder.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** What the owner of a practice, who coaches everybody there, would read now; links are the purpose and whom it is about. */
const digestIn = async ({ practiceId, ownerId }: TestPractice): Promise<CoachDigestFacts> =>
  (await enterAsSystem(api.container.db, practiceId, async (trx) => {
    const history = await readHistory(trx, ownerId)
    const linkTo = (purpose: string, subjectId: string) => `${purpose} ${subjectId}`
    return composeCoachDigest(trx, await getMember(trx, ownerId), { history, timeZone: 'Europe/Berlin', linkTo })
  }))!.facts

describe('what a coach reads', () => {
  it('climbs with the ladder: slipping, then to be decided, with the link that does', async () => {
    const maya = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    const client = { clientName: 'Maya Lindqvist' }
    expect((await digestIn(maya.practice)).slipping).toEqual([])
    await maya.goTo('2026-03-10T08:00:00Z')
    expect((await digestIn(maya.practice)).slipping).toEqual([
      { ...client, reason: expect.stringMatching(/^behind since .*; missed the only period in the last four weeks; no conversation yet$/) },
    ]) // prettier-ignore
    await maya.goTo('2026-03-16T18:00:00Z')
    const warning = (await maya.escalations()).find(({ action, status }) => action === 'warn' && status === 'planned')!
    expect((await maya.call('POST', `/v1/escalations/${warning.id}/hold`, { reason: 'We talk first.' })).statusCode).toBe(200) // prettier-ignore
    expect((await digestIn(maya.practice)).decisions).toEqual([
      { ...client, what: 'a warning is held', since: '2026-03-16', decideLink: `decide_suspension ${warning.id}` },
    ])
  })

  it('asks about a suspension, once and not as slipping too', async () => {
    const eve = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await eve.goTo('2026-03-24T18:00:00Z')
    const { id } = (await eve.escalations()).find(({ action }) => action === 'propose_suspension')!
    const { decisions, slipping } = await digestIn(eve.practice)
    expect(decisions).toMatchObject([{ what: 'stop for now, or go on', decideLink: `decide_suspension ${id}` }])
    expect(slipping).toEqual([])
    expect((await eve.call('POST', `/v1/escalations/${id}/confirm`)).statusCode).toBe(200)
    const after = await digestIn(eve.practice)
    expect([after.decisions, after.slipping.length]).toEqual([[], 1])
    expect(after.slipping[0]!.reason).toMatch(/^suspended since /)
  })

  it('tells of a landing, and of the calls that are still to be made', async () => {
    const landed = await draft(api, { consent: true })
    expect((await landed.approve()).statusCode).toBe(200)
    await landed.start()
    const { landings, coverage } = await digestIn(landed.story.practice)
    expect(landings).toHaveLength(1)
    const calls = (await landed.openTasks()).filter(({ kind }) => kind === 'call')
    expect(calls.length).toBeGreaterThan(0)
    expect(coverage).toMatchObject([{ callsDue: calls.length, total: (await landed.recipients()).length }])
  })
})

it('a digest that cannot be written holds up none of the others, and is written when it can be', async () => {
  const practice = await api.practice()
  const post = async (url: string, body: object) =>
    (await api.call('POST', url, { as: practice.owner, body })).json<{ id: string }>().id
  const ids: string[] = []
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    const email = `${name.toLowerCase()}@isolated.example`
    const id = await post('/v1/clients', { name, email, timeZone: 'Europe/Berlin' })
    await post(`/v1/clients/${id}/contacts`, { name: 'Somebody', tier: 'inner' })
    ids.push(id)
  }
  const { admin } = api.database
  await admin.query(`update contacts set next_follow_up_on = current_date where client_id = any($1)`, [ids])
  const { rows: planned } = await admin.query<{ id: string }>(
    `insert into digests (practice_id, recipient_id, client_id, period, falls_on, planned_at)
     select practice_id, id, id, date_trunc('week', current_date), current_date, now() from clients where id = any($1)
     returning id`,
    [ids],
  )
  expect(planned).toHaveLength(3)
  // A zone that nobody has heard of: whatever asks for Ada's day throws.
  await admin.query(`update clients set time_zone = 'Nowhere/Never' where id = $1`, [ids[0]])
  const write = createDigestsWrite(api.container, { stopping: new AbortController().signal })
  const work = { practiceId: practice.practiceId, outboxId: crypto.randomUUID() }
  await expect(write(work)).rejects.toThrow('a digest could not be written')
  const written = async () =>
    (await admin.query<{ status: string }>('select status from digests where client_id = any($1) order by status', [ids])).rows.map(({ status }) => status) // prettier-ignore
  expect(await written()).toEqual(['planned', 'sent', 'sent'])
  await admin.query(`update clients set time_zone = 'Europe/Berlin' where id = $1`, [ids[0]])
  await write(work)
  expect(await written()).toEqual(['sent', 'sent', 'sent'])
})
