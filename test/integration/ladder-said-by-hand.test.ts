import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'

/* What a coach says by hand, and the ladder would have said as well. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const start = () => startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
type Ada = Awaited<ReturnType<typeof start>>

async function dispute(ada: Ada, nth: number): Promise<(verdict: 'rejected' | 'upheld') => Promise<void>> {
  const { id } = (await ada.periods(ada.commitmentId))[nth]!
  const disputed = await ada.call('POST', `/v1/periods/${id}/dispute`, { reason: 'I was away.' }, ada.asClient)
  expect(disputed.statusCode, disputed.body).toBe(200)
  return async (verdict) => {
    const body = { verdict, reason: 'We have looked at it.' }
    const decided = await ada.call('POST', `/v1/periods/${id}/decide-dispute`, body)
    expect(decided.statusCode, decided.body).toBe(200)
  }
}

const byHand = async (ada: Ada, body: object) => {
  const taken = await ada.call('POST', `/v1/clients/${ada.clientId}/escalations`, body)
  expect(taken.statusCode, taken.body).toBe(201)
}

const warnings = async (ada: Climber) => ({
  mails: (await ada.mails()).filter((mail) => mail.startsWith('warning ')),
  steps: (await ada.escalations())
    .filter(({ action }) => action === 'warn')
    .map(({ status, outcome }) => [status, outcome].join(' ').trim()),
})

it('a warning by hand stands for the one that the ladder has planned', async () => {
  const ada = await start()
  await ada.goTo('2026-03-16T14:00:00Z')
  const decide = await dispute(ada, 1)
  await byHand(ada, { action: 'warn', reason: 'I mean it' })
  await ada.goTo('2026-03-18T06:00:00Z')
  expect((await warnings(ada)).mails).toEqual([])
  await decide('rejected')
  await ada.goTo('2026-03-20T18:00:00Z')
  expect(await warnings(ada)).toEqual({
    mails: ['warning Wed 2026-03-18 08:00'],
    steps: ['retracted superseded', 'taken'],
  })
})

it('a warning by hand stands for the one that the ladder would have planned, had nothing been disputed', async () => {
  const ada = await start()
  await ada.goTo('2026-03-10T10:00:00Z')
  const decide = await dispute(ada, 0)
  await ada.goTo('2026-03-17T06:00:00Z')
  await byHand(ada, { action: 'warn' })
  await decide('rejected')
  await ada.goTo('2026-03-20T18:00:00Z')
  expect(await warnings(ada)).toEqual({ mails: ['warning Tue 2026-03-17 08:00'], steps: ['taken'] })
  // The ladder goes on from there.
  await ada.goTo('2026-03-23T18:00:00Z')
  expect(await ada.standing()).toBe('suspension_proposed')
})

it('what turns out not to have been missed is not warned about by hand either', async () => {
  const ada = await start()
  await ada.goTo('2026-03-10T10:00:00Z')
  const decide = await dispute(ada, 0)
  await byHand(ada, { action: 'warn' })
  await decide('upheld')
  await ada.goTo('2026-03-14T18:00:00Z')
  expect(await warnings(ada)).toEqual({ mails: [], steps: ['retracted cause_gone'] })
})

it('a warning that a coach has given themselves stands, whatever is found out about its mail', async () => {
  const ada = await start()
  await ada.goTo('2026-03-17T18:00:00Z')
  const messageId = await ada.messageOf('warning')
  expect((await ada.call('POST', `/v1/messages/${messageId}/simulate`, { event: 'uncertain' })).statusCode).toBe(200)
  const [task] = await ada.openTasks('undelivered_warning')
  const confirmed = await ada.call('POST', `/v1/escalations/${task!.subjectId}/confirm`)
  expect(confirmed.json(), confirmed.body).toMatchObject({ status: 'taken', outcome: 'reached_by_hand' })
  const resolved = await ada.call('POST', `/v1/messages/${messageId}/resolve`, { verdict: 'not_delivered' })
  expect(resolved.statusCode, resolved.body).toBe(200)
  expect(await ada.openTasks('undelivered_warning')).toEqual([])
  expect((await warnings(ada)).steps).toEqual(['taken reached_by_hand'])
})
