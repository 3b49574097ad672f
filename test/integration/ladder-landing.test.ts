import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startSearching } from '../support/ladder.ts'

/* With the search ends what was agreed for it, and where it had led on the ladder. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** Three conversations a week for a search, three weeks of which are missed by the evening of Monday, March 23. */
async function missThreeWeeks(): Promise<Climber & { searchId: string }> {
  const ada = await startSearching(api)
  await ada.goTo('2026-03-23T18:00:00Z')
  expect(await ada.standing()).toBe('suspension_proposed')
  return ada
}

const land = async (ada: Climber, searchId: string, landedOn: string) => {
  const body = { position: 'Head of Operations', company: 'Nordvik', startsOn: '2026-05-01', landedOn }
  const landed = await ada.call('POST', `/v1/searches/${searchId}/landing`, body)
  expect(landed.statusCode, landed.body).toBe(201)
}

describe('a landing', () => {
  it('ends the ladder: good standing, nothing to decide, no more mail about weeks that were missed', async () => {
    const ada = await missThreeWeeks()
    const byHand = { action: 'warn', reason: 'Please call me.' }
    expect((await ada.call('POST', `/v1/clients/${ada.clientId}/escalations`, byHand)).statusCode).toBe(201)
    await ada.goTo('2026-03-23T19:00:00Z')
    await land(ada, ada.searchId, '2026-03-23')
    await ada.goTo('2026-03-24T18:00:00Z')
    expect(await ada.openTasks('suspension')).toEqual([])
    expect(await ada.read(`/v1/clients/${ada.clientId}/standing`)).toMatchObject({
      standing: 'good',
      missedInARow: 0,
      nextAction: null,
      nextStep: null,
    })
    expect((await ada.escalations()).slice(-2).map(({ action, status }) => [action, status])).toEqual([
      ['propose_suspension', 'retracted'],
      ['warn', 'retracted'],
    ])
    await ada.goTo('2026-04-10T18:00:00Z')
    expect((await ada.mails()).filter((mail) => !mail.startsWith('reminder')).at(-1)).toContain('suspension_proposed')
    expect(await ada.standing()).toBe('good')
  })

  it('that is taken back leaves them where they were', async () => {
    const ada = await missThreeWeeks()
    await land(ada, ada.searchId, '2026-03-23')
    await ada.goTo('2026-03-24T08:00:00Z')
    expect((await ada.call('DELETE', `/v1/searches/${ada.searchId}/landing`)).statusCode).toBe(204)
    await ada.goTo('2026-03-24T09:00:00Z')
    expect(await ada.standing()).toBe('suspension_proposed')
    expect(await ada.openTasks('suspension')).toHaveLength(1)
  })

  it('has the ladder of the next search begin at its first step', async () => {
    const ada = await missThreeWeeks()
    await land(ada, ada.searchId, '2026-03-23')
    await ada.promise({ targets: [{ measure: 'interactions', target: 3 }], startsOn: '2026-04-06' })
    await ada.goTo('2026-04-13T18:00:00Z')
    expect(await ada.read(`/v1/clients/${ada.clientId}/standing`)).toMatchObject({
      standing: 'behind',
      missedInARow: 1,
    })
    expect((await ada.escalations()).at(-1)).toMatchObject({ action: 'nudge', status: 'taken' })
  })

  it('lifts no suspension', async () => {
    const ada = await missThreeWeeks()
    const [task] = await ada.openTasks('suspension')
    expect((await ada.call('POST', `/v1/escalations/${task!.subjectId}/confirm`)).statusCode).toBe(200)
    await land(ada, ada.searchId, '2026-03-23')
    await ada.goTo('2026-03-25T18:00:00Z')
    expect(await ada.standing()).toBe('suspended')
  })
})

it('the coaching is complete: nobody stays warned', async () => {
  const ada = await missThreeWeeks()
  const completed = await ada.call('POST', `/v1/clients/${ada.clientId}/complete`)
  expect(completed.statusCode, completed.body).toBe(200)
  await ada.goTo('2026-03-24T18:00:00Z')
  expect(await ada.standing()).toBe('good')
  expect(await ada.openTasks('suspension')).toEqual([])
})
