import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendDueNotice } from '../../src/modules/enforcement/notices.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber, startSearching } from '../support/ladder.ts'

/* What overtakes a mail of the ladder between its being written and its leaving. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** Two weeks missed; the warning is written on Tuesday, March 17, and has not left yet. */
async function writeWarning(): Promise<Climber & { searchId: string }> {
  const ada = await startSearching(api)
  await ada.goTo('2026-03-17T10:00:00Z')
  await write(ada, '2026-03-17T11:00:00Z')
  return ada
}

/** Writes the mail that is planned, at an instant, and nobody sends it yet. */
async function write(ada: Climber, at: string): Promise<void> {
  const { admin } = api.database
  const { practiceId } = ada.practice
  await admin.query('update test_clocks set stands_at = $2, target = $2 where practice_id = $1', [practiceId, at])
  const { rows } = await admin.query<{ id: string }>(
    `select id from escalation_notices where practice_id = $1 and status = 'planned' order by due_at limit 1`,
    [practiceId],
  )
  await ada.enter((trx) => sendDueNotice(trx, api.container.office, rows[0]!.id))
}

async function sent({ practice }: Climber, kind: string): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ status: string }>(
    `select status from messages where practice_id = $1 and kind = $2 order by created_at`,
    [practice.practiceId, kind],
  )
  return rows.map(({ status }) => status)
}
const warnings = (ada: Climber) => sent(ada, 'warning')

it('a landing: nobody is warned about what they had agreed to before it', async () => {
  const ada = await writeWarning()
  const body = { position: 'Head of Operations', company: 'Nordvik', startsOn: '2026-05-01', landedOn: '2026-03-17' }
  expect((await ada.call('POST', `/v1/searches/${ada.searchId}/landing`, body)).statusCode).toBe(201)
  await ada.goTo('2026-03-19T18:00:00Z')
  expect(await warnings(ada)).toEqual(['cancelled'])
  expect((await ada.escalations()).find(({ action }) => action === 'warn')).toMatchObject({ status: 'retracted' })
})

it('a pause: nobody is warned while they are paused', async () => {
  const ada = await writeWarning()
  const paused = await ada.call('POST', `/v1/clients/${ada.clientId}/pause`)
  expect(paused.statusCode, paused.body).toBe(200)
  await ada.goTo('2026-03-19T18:00:00Z')
  expect(await warnings(ada)).toEqual(['cancelled'])
})

it('a suspension by hand: who is suspended is not warned of it', async () => {
  const ada = await writeWarning()
  const body = { reason: 'We need a break.' }
  const suspended = await ada.call('POST', `/v1/clients/${ada.clientId}/suspend`, body)
  expect(suspended.statusCode, suspended.body).toBe(200)
  await ada.goTo('2026-03-19T18:00:00Z')
  expect(await warnings(ada)).toEqual(['cancelled'])
})

it('a break: nobody is warned on a day off', async () => {
  const ada = await writeWarning()
  const body = { startsOn: '2026-03-17', endsOn: '2026-03-18' }
  const broken = await ada.call('POST', `/v1/clients/${ada.clientId}/breaks`, body)
  expect(broken.statusCode, broken.body).toBe(201)
  await ada.goTo('2026-03-20T18:00:00Z')
  expect(await warnings(ada)).toEqual(['cancelled', 'delivered'])
})

it('what a reminder is about, done: nobody is reminded of it', async () => {
  const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
  await ada.goTo('2026-03-06T06:00:00Z')
  await write(ada, '2026-03-06T11:00:00Z')
  for (const day of ['04', '05', '06']) await ada.log(`2026-03-${day}T10:00:00Z`)
  await ada.goTo('2026-03-07T18:00:00Z')
  expect(await sent(ada, 'reminder')).toEqual(['cancelled'])
  expect((await ada.escalations())[0]).toMatchObject({ action: 'remind', status: 'retracted', outcome: 'caught_up' })
})
