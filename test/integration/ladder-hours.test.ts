import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendDueNotice } from '../../src/modules/enforcement/notices.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'

/* Mails of the ladder that were written, and could not leave while the mail server or the workers were away. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const start = () => startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })

/** The clock as it stands, and nobody who does anything by it. */
const setClock = (ada: Climber, at: string) =>
  api.database.admin.query('update test_clocks set stands_at = $2, target = $2 where practice_id = $1', [
    ada.practice.practiceId,
    at,
  ])

/** Writes the mail that is planned, at an instant at which it cannot leave. */
async function write(ada: Climber, at: string): Promise<void> {
  await setClock(ada, at)
  const { rows } = await api.database.admin.query<{ id: string }>(
    `select id from escalation_notices where practice_id = $1 and status = 'planned' order by due_at limit 1`,
    [ada.practice.practiceId],
  )
  await ada.enter((trx) => sendDueNotice(trx, api.container.office, rows[0]!.id))
}

/** The ladder's mails to the client: kind, what became of it, and by which UTC instant it was written. */
async function mailsOf(ada: Climber): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ kind: string; status: string; created_at: Date }>(
    `select kind, status, created_at from messages
      where practice_id = $1 and subject_kind = 'escalation_notice' order by created_at, id`,
    [ada.practice.practiceId],
  )
  return rows.map(({ kind, status, created_at }) => `${kind} ${status} ${created_at.toISOString().slice(5, 16)}`)
}

const standingOf = (ada: Climber) => ada.read(`/v1/clients/${ada.clientId}/standing`)

it('what was written at a minute to seven and did not leave in time is written anew in the morning', async () => {
  const ada = await start()
  await ada.goTo('2026-03-06T06:00:00Z')
  await write(ada, '2026-03-06T17:59:00Z')
  await setClock(ada, '2026-03-06T18:00:00Z')
  await ada.goTo('2026-03-06T18:01:00Z')
  expect(await mailsOf(ada)).toEqual(['reminder cancelled 03-06T17:59'])
  await ada.goTo('2026-03-07T18:00:00Z')
  expect(await mailsOf(ada)).toEqual(['reminder cancelled 03-06T17:59', 'reminder delivered 03-07T07:00'])
})

it('what is stale by then is written to nobody, and what follows it comes alone', async () => {
  const ada = await start()
  await ada.goTo('2026-03-06T06:00:00Z')
  await write(ada, '2026-03-06T17:59:00Z')
  await setClock(ada, '2026-03-09T10:00:00Z')
  await ada.goTo('2026-03-10T18:00:00Z')
  expect(await mailsOf(ada)).toEqual(['reminder cancelled 03-06T17:59', 'nudge delivered 03-09T11:00'])
  expect((await ada.escalations())[0]).toMatchObject({ action: 'remind', status: 'retracted', outcome: 'caught_up' })
})

it('after days without mail there is one a day, and nobody has been warned who was not', async () => {
  const ada = await start()
  await ada.goTo('2026-03-17T10:00:00Z')
  await write(ada, '2026-03-17T11:00:00Z')
  expect(await standingOf(ada)).toMatchObject({ standing: 'warned' })
  // Back on Thursday night: the warning waits for the morning, and the reminder of Friday for Saturday.
  await setClock(ada, '2026-03-19T22:00:00Z')
  await ada.goTo('2026-03-19T22:01:00Z')
  expect(await standingOf(ada)).toMatchObject({ standing: 'behind' })
  await ada.goTo('2026-03-21T18:00:00Z')
  expect((await mailsOf(ada)).slice(-3)).toEqual([
    'warning cancelled 03-17T11:00',
    'warning delivered 03-20T07:00',
    'reminder delivered 03-21T07:00',
  ])
  expect(await standingOf(ada)).toMatchObject({ standing: 'warned' })
})

it('a warning that has lost its cause before it left never arrives, and nothing is taken back', async () => {
  const ada = await start()
  await ada.goTo('2026-03-17T10:00:00Z')
  await write(ada, '2026-03-17T11:00:00Z')
  for (const hour of ['08', '09', '10']) {
    const body = { type: 'call', occurredAt: `2026-03-11T${hour}:00:00Z`, contacts: [{ contactId: ada.contactIds[0] }] }
    await ada.make(`/v1/clients/${ada.clientId}/interactions`, body)
  }
  await ada.goTo('2026-03-18T18:00:00Z')
  const mails = await mailsOf(ada)
  expect(mails.at(-1)).toBe('warning cancelled 03-17T11:00')
  expect(await ada.escalations()).toContainEqual(expect.objectContaining({ action: 'warn', status: 'retracted' }))
  expect(await standingOf(ada)).toMatchObject({ standing: 'behind', missedInARow: 0 })
})

it('a coach who heard of a warning late has their day all the same', async () => {
  const ada = await start()
  await ada.goTo('2026-03-16T18:00:00Z')
  // As if the mail server had been away until Tuesday at ten.
  await api.database.admin.query(
    `update messages set sent_at = '2026-03-17T09:00:00Z' where practice_id = $1 and kind = 'warning_heads_up'`,
    [ada.practice.practiceId],
  )
  await ada.goTo('2026-03-19T18:00:00Z')
  expect((await mailsOf(ada)).at(-1)).toBe('warning delivered 03-18T09:00')
})

it('what is disputed before it left waits until the coach has decided', async () => {
  const ada = await start()
  await ada.goTo('2026-03-17T10:00:00Z')
  await write(ada, '2026-03-17T11:00:00Z')
  const missed = (await ada.periods(ada.commitmentId))[1]!
  const disputed = await ada.call('POST', `/v1/periods/${missed.id}/dispute`, { reason: 'I was away.' }, ada.asClient)
  expect(disputed.statusCode, disputed.body).toBe(200)
  await ada.goTo('2026-03-18T18:00:00Z')
  expect((await mailsOf(ada)).at(-1)).toBe('warning cancelled 03-17T11:00')
  await ada.call('POST', `/v1/periods/${missed.id}/decide-dispute`, { verdict: 'rejected', reason: 'It was open.' })
  await ada.goTo('2026-03-19T18:00:00Z')
  expect((await mailsOf(ada)).at(-1)).toMatch(/^warning delivered 03-1[89]/)
})

it('what is written anew is given up when the first would have been, so that the coach hears of it within a day', async () => {
  const ada = await start()
  await ada.goTo('2026-03-17T10:00:00Z')
  await write(ada, '2026-03-17T11:00:00Z')
  await setClock(ada, '2026-03-17T18:00:00Z')
  await ada.goTo('2026-03-18T07:00:00Z')
  expect((await mailsOf(ada)).slice(-2)).toEqual(['warning cancelled 03-17T11:00', 'warning delivered 03-18T07:00'])
  const { rows } = await api.database.admin.query<{ give_up_at: Date }>(
    `select give_up_at from messages where practice_id = $1 and kind = 'warning' order by created_at`,
    [ada.practice.practiceId],
  )
  const noon = '2026-03-18T11:00:00.000Z'
  expect(rows.map(({ give_up_at }) => give_up_at.toISOString())).toEqual([noon, noon])
})
