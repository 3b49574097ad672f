import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const start = () => startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })

/** The usual ladder, changed where a test needs it. */
async function writePolicy(ada: Climber, changes: object): Promise<void> {
  const {
    version: _version,
    inForceSince: _since,
    ...policy
  } = await ada.read<Record<string, unknown>>('/v1/enforcement-policy')
  const written = await ada.call('PUT', '/v1/enforcement-policy', { ...policy, ...changes })
  expect(written.statusCode, written.body).toBe(200)
}

const missed = (weeks: number, action: string) => ({ trigger: { kind: 'missed_in_a_row', weeks }, action })
const automatic = { steps: [missed(1, 'nudge'), missed(2, 'warn'), missed(3, 'suspend')] }

describe('a suspension that is proposed', () => {
  it('begins when the coach confirms it, and ends when they say so', async () => {
    const ada = await start()
    await ada.goTo('2026-03-23T18:00:00Z')
    const [task] = await ada.openTasks('suspension')
    expect((await ada.call('POST', `/v1/tasks/${task!.id}/done`)).json()).toMatchObject({ code: 'task_not_done_here' })
    const confirmed = await ada.call('POST', `/v1/escalations/${task!.subjectId}/confirm`)
    expect(confirmed.json(), confirmed.body).toMatchObject({ status: 'taken' })
    expect(await ada.openTasks('suspension')).toEqual([])
    expect(await ada.read(`/v1/clients/${ada.clientId}`)).toMatchObject({ status: 'suspended' })
    expect((await ada.call('POST', `/v1/clients/${ada.clientId}/pause`)).statusCode).toBe(409)

    const refused = await ada.call('PATCH', `/v1/contacts/${ada.contactIds[0]}`, { name: 'Bea' }, ada.asClient)
    expect(refused.json()).toMatchObject({
      code: 'suspended',
      detail: expect.stringContaining('only they can reinstate'),
    })
    await ada.goTo('2026-04-14T18:00:00Z')
    expect((await ada.mails()).slice(-2)).toEqual([
      'suspension_proposed Mon 2026-03-23 12:00',
      'suspended Tue 2026-03-24 08:00',
    ])

    const back = await ada.call('POST', `/v1/clients/${ada.clientId}/reinstate`, { reason: 'We have a new plan.' })
    expect(back.json(), back.body).toMatchObject({ standing: 'good', suspension: null, missedInARow: 0 })
    expect(await ada.read(`/v1/clients/${ada.clientId}`)).toMatchObject({ status: 'active' })
    expect((await ada.call('POST', `/v1/clients/${ada.clientId}/reinstate`, { reason: 'x' })).json()).toMatchObject({
      code: 'standing_refused',
    })
    await ada.goTo('2026-04-15T18:00:00Z')
    expect((await ada.mails()).at(-1)).toBe('reinstated Wed 2026-04-15 08:00')
    expect(await ada.text('reinstated')).toContain('We have a new plan.')
  })

  it('comes again with the next missed week when the coach declines it', async () => {
    const ada = await start()
    await ada.goTo('2026-03-23T18:00:00Z')
    const [task] = await ada.openTasks('suspension')
    const declined = await ada.call('POST', `/v1/escalations/${task!.subjectId}/decline`, {
      reason: 'Her father is ill.',
    })
    expect(declined.json()).toMatchObject({ status: 'declined', reason: 'Her father is ill.' })
    expect(await ada.standing()).toBe('warned')
    await ada.goTo('2026-03-30T18:00:00Z')
    expect(await ada.openTasks('suspension')).toHaveLength(1)
    expect((await ada.mails()).filter((mail) => mail.startsWith('suspended'))).toEqual([])
  })

  it('goes away when what was missed turns out to have been done', async () => {
    const ada = await start()
    await ada.goTo('2026-03-23T18:00:00Z')
    for (const day of ['16', '17', '18']) await ada.log(`2026-03-${day}T11:00:00Z`)
    expect(await ada.openTasks('suspension')).toEqual([])
    expect(await ada.standing()).toBe('warned')
  })
})

describe('a suspension by the policy', () => {
  it('comes by itself, in its hour, and rests on the version it was taken under', async () => {
    const ada = await start()
    await writePolicy(ada, automatic)
    await ada.goTo('2026-03-24T18:00:00Z')
    expect(await ada.mails()).toEqual([
      'nudge Mon 2026-03-09 12:00',
      'warning_heads_up Mon 2026-03-16 12:00',
      'warning Tue 2026-03-17 12:00',
      'suspended Mon 2026-03-23 12:00',
    ])
    expect(await ada.standing()).toBe('suspended')
    await writePolicy(ada, { recoverAfterMetWeeks: 3 })
    expect((await ada.escalations()).map(({ policyVersion }) => policyVersion)).toEqual([2, 2, 2])
  })

  it('that is taken back leaves them warned, and the next missed week brings it again', async () => {
    const ada = await start()
    await writePolicy(ada, automatic)
    await ada.goTo('2026-03-24T12:00:00Z')
    const talks: string[] = []
    for (const day of ['16', '17', '18']) talks.push(await ada.log(`2026-03-${day}T11:00:00Z`))
    const standing = () => ada.read(`/v1/clients/${ada.clientId}/standing`)
    expect(await standing()).toMatchObject({ standing: 'warned', metInARow: 1 })
    // They had never been: nobody begins anew by noting what is removed again.
    for (const id of talks) expect((await ada.call('DELETE', `/v1/interactions/${id}`)).statusCode).toBe(204)
    await ada.goTo('2026-03-25T18:00:00Z')
    expect(await standing()).toMatchObject({ standing: 'warned', missedInARow: 3 })
    await ada.goTo('2026-03-30T18:00:00Z')
    expect(await ada.standing()).toBe('suspended')
  })

  it('ends by making up what was owed, where the policy says so', async () => {
    const ada = await start()
    await writePolicy(ada, { ...automatic, makingUpReinstates: true })
    await ada.goTo('2026-03-24T18:00:00Z')
    const refused = await ada.call('PATCH', `/v1/contacts/${ada.contactIds[0]}`, { name: 'Bea' }, ada.asClient)
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining('Do and log what was owed') })
    const missing = (await ada.escalations()).find(({ action }) => action === 'suspend')!
    expect(missing.week).toBe('2026-03-16')
    // Three weeks of three are owed: all that the suspension names.
    for (let minute = 10; minute < 18; minute += 1) await ada.log(`2026-03-24T08:${minute}:00Z`)
    expect(await ada.standing()).toBe('suspended')
    // The last with somebody new, whom they add themselves.
    const added = await ada.call('POST', `/v1/clients/${ada.clientId}/contacts`, { name: 'Bea' }, ada.asClient)
    expect(added.statusCode, added.body).toBe(201)
    const contacts = [{ contactId: added.json<{ id: string }>().id }]
    const last = { type: 'call', occurredAt: '2026-03-24T10:00:00Z', contacts }
    const logged = await ada.call('POST', `/v1/clients/${ada.clientId}/interactions`, last, ada.asClient)
    expect(logged.statusCode, logged.body).toBe(201)
    await ada.goTo('2026-03-24T18:01:00Z')
    expect(await ada.standing()).toBe('good')
    expect(await ada.text('suspended')).toContain('Note a conversation')
    await ada.goTo('2026-03-25T18:00:00Z')
    expect((await ada.mails()).at(-1)).toBe('reinstated Wed 2026-03-25 08:00')
  })
})

describe('by hand', () => {
  it('a coach suspends at once, and the mail waits for the morning', async () => {
    const ada = await start()
    await ada.goTo('2026-03-03T22:00:00Z')
    const suspended = await ada.call('POST', `/v1/clients/${ada.clientId}/suspend`, {
      reason: 'We have not spoken for a month',
    })
    expect(suspended.json(), suspended.body).toMatchObject({ standing: 'suspended' })
    await ada.goTo('2026-03-09T18:00:00Z')
    expect(await ada.mails()).toEqual(['suspended Wed 2026-03-04 08:00'])
    expect(await ada.text('suspended')).toContain('We have not spoken for a month.')
    const again = await ada.call('POST', `/v1/clients/${ada.clientId}/suspend`, { reason: 'x' })
    expect(again.json()).toMatchObject({ code: 'standing_refused' })
  })

  it('nobody is suspended who was put away, or written to about it', async () => {
    const ada = await start()
    expect((await ada.call('POST', `/v1/clients/${ada.clientId}/archive`)).statusCode).toBe(200)
    const refused = await ada.call('POST', `/v1/clients/${ada.clientId}/suspend`, { reason: 'x' })
    expect(refused.json()).toMatchObject({ code: 'standing_refused' })
    await ada.goTo('2026-03-03T18:00:00Z')
    expect(await ada.mails()).toEqual([])
  })

  it('a step goes out within the caps', async () => {
    const ada = await start()
    await ada.goTo('2026-03-03T22:00:00Z')
    const take = (body: object) => ada.call('POST', `/v1/clients/${ada.clientId}/escalations`, body)
    expect((await take({ action: 'remind' })).json()).toMatchObject({ status: 'planned', takenBy: 'hand' })
    expect((await take({ action: 'nudge', reason: 'How is it going' })).statusCode).toBe(201)
    expect((await take({ action: 'warn' })).statusCode).toBe(201)
    await ada.goTo('2026-03-10T18:00:00Z')
    expect(await ada.mails()).toEqual([
      'reminder Wed 2026-03-04 08:00',
      'nudge Thu 2026-03-05 08:00',
      'warning Mon 2026-03-09 08:00',
      'nudge Tue 2026-03-10 08:00',
    ])
    expect((await take({ action: 'suspend' })).statusCode).toBe(422)
  })
})

describe('simulating', () => {
  it('says what a ladder would have done in twelve weeks, and writes nothing', async () => {
    const ada = await start()
    await ada.goTo('2026-03-24T00:00:00Z')
    const before = await ada.mails()
    const body = { policy: automatic, clientId: ada.clientId }
    const simulated = await ada.call('POST', '/v1/enforcement-policy/simulate', body)
    expect(simulated.statusCode, simulated.body).toBe(200)
    const { clients } = simulated.json<{ clients: { standing: string; steps: { action: string; at: string }[] }[] }>()
    expect(
      clients.map(({ standing, steps }) => [standing, ...steps.map(({ action, at }) => `${action} ${at}`)]),
    ).toEqual([
      [
        'suspended',
        'nudge 2026-03-09T11:00:00.000Z',
        'warn 2026-03-17T11:00:00.000Z',
        'suspend 2026-03-23T11:00:00.000Z',
      ],
    ])
    expect(await ada.mails()).toEqual(before)
    const refused = await ada.call('POST', '/v1/enforcement-policy/simulate', { policy: { steps: [] } })
    expect(refused.json()).toMatchObject({ code: 'ladder_cannot_work', errors: [{ pointer: '/steps' }] })
  })
})
