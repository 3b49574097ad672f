import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Practiced, startPracticed } from '../support/commitments.ts'
import { pointersOf } from '../support/network.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const standsAt = '2026-03-02T08:00:00Z'
const seven = { targets: [{ measure: 'interactions', target: 7 }], startsOn: '2026-03-02' }
const one = { targets: [{ measure: 'interactions', target: 1 }], startsOn: '2026-03-02' }
const first = async (ada: Practiced, id: string) => (await ada.periods(id))[0]!

describe('a change of what is asked', () => {
  it('eases from the next period on; tightens at once only where the client agrees', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(seven)
    const asking = (target: number, more: object = {}, as?: string) =>
      ada.call('PATCH', `/v1/commitments/${id}`, { targets: [{ measure: 'interactions', target }], ...more }, as)
    const asked = async () => (await first(ada, id)).targets[0]!.expected
    expect((await asking(5)).statusCode).toBe(200)
    expect(await asked()).toBe(7)
    await asking(8)
    expect(await asked()).toBe(7)
    expect((await asking(6, {}, ada.asClient)).json()).toMatchObject({ code: 'only_more_of_oneself' })
    await asking(9, {}, ada.asClient)
    expect(await asked()).toBe(9)
    await asking(10, { agreement: { agreedOn: '2026-03-02', how: 'on the phone' } })
    expect(await asked()).toBe(10)
    await asking(4)
    await ada.goTo('2026-03-09T08:00:00Z')
    expect((await ada.periods(id)).map(({ targets }) => targets[0]!.expected)).toEqual([10, 4])
  })

  it('pauses without a verdict, goes on with a share, and ends with today', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(seven)
    const change = async (verb: string) => (await ada.call('POST', `/v1/commitments/${id}/${verb}`)).statusCode
    expect(await change('pause')).toBe(200)
    expect(await first(ada, id)).toMatchObject({ status: 'void', voidBecause: 'The commitment was paused.' })
    expect(await change('pause')).toBe(409)
    await ada.goTo('2026-03-04T08:00:00Z')
    expect(await change('resume')).toBe(200)
    await ada.goTo('2026-03-10T08:00:00Z')
    expect(await change('end')).toBe(200)
    await ada.goTo('2026-03-20T08:00:00Z')
    const periods = await ada.periods(id)
    expect(
      periods.map(({ startsOn, endsOn, status, targets }) => [startsOn, endsOn, status, targets[0]!.expected]),
    ).toEqual([
      ['2026-03-02', '2026-03-08', 'void', 7],
      ['2026-03-04', '2026-03-08', 'missed', 5],
      ['2026-03-09', '2026-03-10', 'missed', 2],
    ])
  })

  it('rests and comes back with the client', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(seven)
    await ada.call('POST', `/v1/clients/${ada.clientId}/pause`)
    expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({ status: 'paused', pausedBecause: 'client_paused' })
    await ada.call('POST', `/v1/clients/${ada.clientId}/resume`)
    expect(await first(ada, id)).toMatchObject({ status: 'open', startsOn: '2026-03-02', days: 7 })
  })
})

describe('a break', () => {
  it('is declared ahead by the client, at any time by the coach, and asks nothing of its days', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(seven)
    const declare = (startsOn: string, endsOn: string, as?: string) =>
      ada.call('POST', `/v1/clients/${ada.clientId}/breaks`, { startsOn, endsOn }, as)
    expect((await declare('2026-03-03', '2026-03-05', ada.asClient)).json()).toMatchObject({ code: 'break_too_soon' })
    const declared = await declare('2026-03-04', '2026-03-05', ada.asClient)
    expect(declared.statusCode).toBe(201)
    expect(await first(ada, id)).toMatchObject({ days: 5, proRated: true, targets: [{ expected: 5 }] })
    expect((await declare('2026-03-05', '2026-03-06')).json()).toMatchObject({ code: 'break_overlaps' })
    expect((await ada.call('DELETE', declared.headers.location as string)).statusCode).toBe(204)
    expect(await first(ada, id)).toMatchObject({ days: 7, targets: [{ expected: 7 }] })
    await declare('2026-03-09', '2026-03-15', ada.asClient)
    await ada.goTo('2026-03-18T08:00:00Z')
    expect((await ada.periods(id)).map(({ status }) => status)).toEqual(['missed', 'excused', 'open'])
    expect((await declare('2026-03-16', '2026-03-17')).statusCode).toBe(201)
    const { data } = await ada.read<{ data: { id: string }[] }>(`/v1/clients/${ada.clientId}/breaks`)
    expect((await ada.call('DELETE', `/v1/breaks/${data[0]!.id}`)).json()).toMatchObject({ code: 'break_has_begun' })
    expect(pointersOf(await declare('2026-04-02', '2026-04-01'))).toEqual(['/endsOn'])
  })
})

describe('an excuse and a dispute', () => {
  it('an excuse never takes away that it was met', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(one)
    const { id: periodId } = await first(ada, id)
    expect((await ada.call('POST', `/v1/periods/${periodId}/excuse`, { reason: 'ill' })).json()).toMatchObject({
      status: 'excused',
      excusedBecause: 'ill',
    })
    await ada.goTo('2026-03-04T12:00:00Z')
    await ada.log('2026-03-04T10:00:00Z')
    await ada.goTo('2026-03-10T08:00:00Z')
    expect((await first(ada, id)).status).toBe('met')
    const excuse = await ada.call('POST', `/v1/periods/${periodId}/excuse`, { reason: 'ill' })
    expect(excuse.json()).toMatchObject({ code: 'nothing_to_excuse' })
  })

  it('a dispute stands until the coach decides', async () => {
    const ada = await startPracticed(api, { standsAt })
    const id = await ada.promise(one)
    const { id: periodId } = await first(ada, id)
    const url = `/v1/periods/${periodId}`
    const dispute = () => ada.call('POST', `${url}/dispute`, { reason: 'I met Tom.' }, ada.asClient)
    expect((await dispute()).json()).toMatchObject({ code: 'nothing_to_dispute' })
    await ada.goTo('2026-03-10T08:00:00Z')
    expect((await dispute()).json()).toMatchObject({ dispute: { status: 'open', reason: 'I met Tom.' } })
    expect((await dispute()).json()).toMatchObject({ code: 'already_disputed' })
    const tasks = await ada.read<{ data: { id: string; subjectId: string }[] }>('/v1/tasks?kind=dispute&status=open')
    expect(tasks.data.map(({ subjectId }) => subjectId)).toEqual([periodId])
    expect((await ada.call('POST', `/v1/tasks/${tasks.data[0]!.id}/done`)).json()).toMatchObject({
      code: 'task_not_done_here',
    })
    // The ledger closes meanwhile; the decision still counts.
    await ada.goTo('2026-03-20T08:00:00Z')
    const decided = await ada.call('POST', `${url}/decide-dispute`, { verdict: 'upheld', reason: 'He did.' })
    expect(decided.json()).toMatchObject({ status: 'excused', dispute: { status: 'upheld' } })
    expect((await ada.read<{ data: unknown[] }>('/v1/tasks?kind=dispute&status=open')).data).toEqual([])
    const again = await ada.call('POST', `${url}/decide-dispute`, { verdict: 'rejected', reason: 'No.' })
    expect(again.json()).toMatchObject({ code: 'not_disputed' })
  })
})

describe('a landing', () => {
  it('ends what was for the search, makes two gentle commitments, and takes them along when it is taken back', async () => {
    const ada = await startPracticed(api, { standsAt })
    const search = await ada.make(`/v1/clients/${ada.clientId}/searches`, { startedOn: '2026-03-02' })
    const id = await ada.promise({ ...seven, searchId: search.id })
    await ada.goTo('2026-03-04T12:00:00Z')
    await ada.log('2026-03-04T10:00:00Z')
    const landing = {
      position: 'Head of Operations',
      company: 'Nordvik',
      startsOn: '2026-05-01',
      landedOn: '2026-03-04',
    }
    expect((await ada.call('POST', `/v1/searches/${search.id}/landing`, landing)).statusCode).toBe(201)
    expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({ status: 'ended', endedBecause: 'landed' })
    expect((await first(ada, id)).status).toBe('void')
    const list = async () =>
      (
        await ada.read<{
          data: { id: string; gentle: boolean; period: string; startsOn: string; endsOn: string | null }[]
        }>(`/v1/clients/${ada.clientId}/commitments?status=active`)
      ).data
    const gentle = (await list()).toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1))
    expect(gentle).toMatchObject([
      { gentle: true, period: 'once', startsOn: '2026-03-04', endsOn: '2026-04-02' },
      { gentle: true, period: 'month', startsOn: '2026-04-03', endsOn: null },
    ])
    expect(await ada.read(`/v1/commitments/${gentle[0]!.id}/progress`)).toMatchObject({
      targets: [{ achieved: 0, target: 100 }],
    })
    await ada.goTo('2026-05-02T12:00:00Z')
    expect((await ada.periods(gentle[0]!.id)).map(({ status }) => status)).toEqual(['missed'])
    expect((await ada.periods(gentle[1]!.id)).map(({ startsOn, status }) => [startsOn, status])).toEqual([
      ['2026-04-03', 'missed'],
      ['2026-05-01', 'open'],
    ])
    expect((await ada.call('DELETE', `/v1/searches/${search.id}/landing`)).statusCode).toBe(204)
    expect((await list()).map((commitment) => commitment.id)).toEqual([id])
    expect((await ada.periods(id)).at(-1)).toMatchObject({
      status: 'open',
      startsOn: '2026-05-02',
      endsOn: '2026-05-03',
    })
  })
})
