import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describePeriods, listLedger, whichAreBehind } from '../../src/modules/periods/ledger.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { startPracticed } from '../support/commitments.ts'
import { pointersOf } from '../support/network.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const threeTalks = { targets: [{ measure: 'interactions', target: 3 }], startsOn: '2026-03-02' }
const statuses = (periods: { startsOn: string; endsOn: string; status: string }[]) =>
  periods.map(({ startsOn, endsOn, status }) => `${startsOn}–${endsOn} ${status}`)

describe('a week', () => {
  it('is judged when its grace is over, the next one having begun at midnight', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    const id = await ada.promise(threeTalks)
    for (const day of ['02', '04', '06']) {
      await ada.goTo(`2026-03-${day}T12:00:00Z`)
      await ada.log(`2026-03-${day}T11:00:00Z`)
    }
    await ada.goTo('2026-03-08T23:00:00Z')
    expect(statuses(await ada.periods(id))).toEqual(['2026-03-02–2026-03-08 open', '2026-03-09–2026-03-15 open'])
    await ada.goTo('2026-03-09T10:59:59Z')
    expect((await ada.periods(id))[0]!.status).toBe('open')
    await ada.goTo('2026-03-09T11:00:00Z')
    expect((await ada.periods(id))[0]).toMatchObject({ status: 'met', judgedAt: '2026-03-09T11:00:00.000Z' })
    await ada.goTo('2026-03-16T12:00:00Z')
    expect(statuses(await ada.periods(id))).toEqual([
      '2026-03-02–2026-03-08 met',
      '2026-03-09–2026-03-15 missed',
      '2026-03-16–2026-03-22 open',
    ])
  })

  it('asks its share where it starts and ends within, and says so', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-05T08:00:00Z' })
    const id = await ada.promise({
      targets: [{ measure: 'minutes', target: 70 }],
      startsOn: '2026-03-05',
      endsOn: '2026-03-10',
    })
    await ada.goTo('2026-03-20T00:00:00Z')
    const periods = await ada.periods(id)
    expect(
      periods.map(({ startsOn, endsOn, days, proRated, targets }) => [
        startsOn,
        endsOn,
        days,
        proRated,
        targets[0]!.expected,
      ]),
    ).toEqual([
      ['2026-03-05', '2026-03-08', 4, true, 40],
      ['2026-03-09', '2026-03-10', 2, true, 20],
    ])
    expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({ status: 'ended', endedBecause: 'end_date' })
  })
})

describe('what is logged late', () => {
  it('is judged again until the ledger closes, and what changed is written down', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    const id = await ada.promise({ ...threeTalks, targets: [{ measure: 'interactions', target: 1 }] })
    await ada.goTo('2026-03-10T08:00:00Z')
    expect((await ada.periods(id))[0]!.status).toBe('missed')
    const late = await ada.log('2026-03-03T11:00:00Z')
    expect((await ada.periods(id))[0]).toMatchObject({
      status: 'met',
      history: [{ from: 'missed', to: 'met', because: 'Something was logged late.' }],
    })
    await ada.call('PATCH', `/v1/interactions/${late}`, { occurredAt: '2026-03-09T11:00:00Z' })
    await ada.goTo('2026-03-10T08:00:01Z')
    expect((await ada.periods(id))[0]!.status).toBe('missed')
    await ada.goTo('2026-03-15T23:00:00Z')
    await ada.log('2026-03-03T12:00:00Z')
    expect((await ada.periods(id))[0]!.status).toBe('missed')
    const closed = await ada.call('POST', `/v1/periods/${(await ada.periods(id))[0]!.id}/excuse`, { reason: 'ill' })
    expect(closed.json()).toMatchObject({ code: 'period_closed' })
  })
})

describe('the ledger', () => {
  it('tells in order what was and is to be judged, and what of it in words', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    await ada.promise(threeTalks)
    await ada.goTo('2026-03-10T08:00:00Z')
    await ada.enter(async (trx) => {
      const [first, second, ...others] = await listLedger(trx, ada.clientId)
      expect(others).toEqual([])
      expect(first).toMatchObject({ status: 'missed', title: 'A promise', gentle: false, disputed: false })
      expect(second).toMatchObject({ status: 'open', startsAt: first!.endsAt, judgedAt: null })
      const account = (await describePeriods(trx, [first!.periodId])).get(first!.periodId)
      expect(account).toMatchObject({ done: ['0 of 3 conversations'], stillNeeded: ['3 conversations'] })
      const looks = ['02', '06'].map((day) => ({ periodId: first!.periodId, at: new Date(`2026-03-${day}T10:00:00Z`) }))
      expect(await whichAreBehind(trx, ada.clientId, looks)).toEqual([false, true])
    })
  })
})

describe('progress', () => {
  it('says what is needed; logging exactly that meets it', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    const id = await ada.promise({
      ...threeTalks,
      targets: [
        { measure: 'interactions', target: 3 },
        { measure: 'interactions', target: 2, newPeople: 'ever' },
      ],
    })
    await ada.goTo('2026-03-04T12:00:00Z')
    await ada.log('2026-03-04T10:00:00Z')
    expect(await ada.read(`/v1/commitments/${id}/progress`)).toMatchObject({
      targets: [
        { achieved: 1, target: 3 },
        { achieved: 1, target: 2 },
      ],
      pace: 'on_track',
      stillNeeded: ['2 conversations', '1 conversation with somebody new'],
      stillNeededInWords: '2 conversations, 1 with somebody new, by Sunday 23:59',
    })
    await ada.log('2026-03-04T10:30:00Z')
    await ada.log('2026-03-04T11:00:00Z', { contacts: [{ contactId: ada.contactIds[1] }] })
    expect(await ada.read(`/v1/commitments/${id}/progress`)).toMatchObject({ pace: 'ahead', stillNeeded: [] })
  })

  it('409 before it is accepted', async () => {
    const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    const { id } = await ada.make(`/v1/clients/${ada.clientId}/commitments`, {
      title: 'x',
      period: 'day',
      ...threeTalks,
    })
    expect((await ada.call('GET', `/v1/commitments/${id}/progress`)).json()).toMatchObject({ code: 'no_period' })
    const unsaid = await ada.call('POST', `/v1/commitments/${id}/accept`)
    expect(pointersOf(unsaid)).toEqual(['/agreedOn'])
    const agreed = { agreedOn: '2026-03-02', how: 'in our session' }
    const accepted = await ada.call('POST', `/v1/commitments/${id}/accept`, agreed)
    expect(accepted.json()).toMatchObject({
      status: 'active',
      acceptedHow: 'in_person',
      acceptedNote: 'in our session',
    })
    expect((await ada.call('POST', `/v1/commitments/${id}/accept`, agreed)).statusCode).toBe(409)
  })
})
