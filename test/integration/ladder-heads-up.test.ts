import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'

/* A coach's heads-up that does not arrive: they are told otherwise, and have their day all the same. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** Two weeks missed; on Monday, March 16, at noon the coach is told of the warning that is to go out the day after. */
async function startAnnounced(): Promise<Climber> {
  const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
  await ada.goTo('2026-03-17T08:00:00Z')
  return ada
}

async function fail(ada: Climber, event: string): Promise<string> {
  const id = await ada.messageOf('warning_heads_up')
  const failed = await ada.call('POST', `/v1/messages/${id}/simulate`, { event })
  expect(failed.statusCode, failed.body).toBe(200)
  return (await ada.openTasks('undelivered_warning')).map(({ subjectId }) => subjectId).join()
}

const warning = async (ada: Climber) => (await ada.escalations()).find(({ action }) => action === 'warn')!
const lastMail = async (ada: Climber) => (await ada.mails()).findLast((mail) => mail.startsWith('warning '))

it.each(['bounced', 'failed', 'uncertain'])('%s: the coach has a task at once, and a day from then', async (event) => {
  const ada = await startAnnounced()
  expect(await fail(ada, event)).toBe((await warning(ada)).id)
  await ada.goTo('2026-03-17T18:00:00Z')
  expect(await warning(ada)).toMatchObject({ status: 'planned', dueAt: '2026-03-18T08:00:00.000Z' })
  await ada.goTo('2026-03-18T18:00:00Z')
  expect(await lastMail(ada)).toBe('warning Wed 2026-03-18 09:00')
  expect(await ada.openTasks('undelivered_warning')).toEqual([])
})

it('suppressed, for their address is: the same', async () => {
  const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
  const { user } = await ada.read<{ user: { email: string } }>('/v1/me')
  await ada.make('/v1/suppressions', { email: user.email, scope: 'practice', reason: 'manual' })
  await ada.goTo('2026-03-16T12:00:00Z')
  expect(await ada.openTasks('undelivered_warning')).toMatchObject([{ subjectId: (await warning(ada)).id }])
  await ada.goTo('2026-03-18T18:00:00Z')
  expect(await lastMail(ada)).toBe('warning Tue 2026-03-17 12:00')
})

it('who has seen the task holds it, or has it sent when it was to go out', async () => {
  const [ada, ben] = [await startAnnounced(), await startAnnounced()]
  await fail(ada, 'bounced')
  const held = await ada.call('POST', `/v1/escalations/${(await warning(ada)).id}/hold`, { reason: 'We will talk.' })
  expect(held.json(), held.body).toMatchObject({ status: 'held' })
  await fail(ben, 'bounced')
  const confirmed = await ben.call('POST', `/v1/escalations/${(await warning(ben)).id}/confirm`)
  expect(confirmed.statusCode, confirmed.body).toBe(200)
  for (const one of [ada, ben]) {
    await one.goTo('2026-03-18T18:00:00Z')
    expect(await one.openTasks('undelivered_warning')).toEqual([])
  }
  expect(await lastMail(ada)).toBeUndefined()
  expect(await lastMail(ben)).toBe('warning Tue 2026-03-17 09:00')
})
