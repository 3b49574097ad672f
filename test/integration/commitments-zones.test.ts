import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { startPracticed } from '../support/commitments.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** Worked out by hand: the weeks around both changes of the clocks, in UTC. */
const weeks: Record<string, { from: string; to: string; boundaries: string[] }> = {
  'Europe/Berlin': {
    from: '2026-03-16',
    to: '2026-04-08T00:00:00Z',
    boundaries: ['2026-03-15T23:00', '2026-03-22T23:00', '2026-03-29T22:00', '2026-04-05T22:00'],
  },
  'America/New_York': {
    from: '2026-03-02',
    to: '2026-03-25T00:00:00Z',
    boundaries: ['2026-03-02T05:00', '2026-03-09T04:00', '2026-03-16T04:00', '2026-03-23T04:00'],
  },
  'Australia/Lord_Howe': {
    from: '2026-03-23',
    to: '2026-04-15T00:00:00Z',
    boundaries: ['2026-03-22T13:00', '2026-03-29T13:00', '2026-04-05T13:30', '2026-04-12T13:30'],
  },
  'Asia/Kathmandu': {
    from: '2026-03-02',
    to: '2026-03-25T00:00:00Z',
    boundaries: ['2026-03-01T18:15', '2026-03-08T18:15', '2026-03-15T18:15', '2026-03-22T18:15'],
  },
  'Pacific/Apia': {
    from: '2026-03-02',
    to: '2026-03-25T00:00:00Z',
    boundaries: ['2026-03-01T11:00', '2026-03-08T11:00', '2026-03-15T11:00', '2026-03-22T11:00'],
  },
}

describe('weeks end at the client’s midnight', () => {
  it.each(Object.entries(weeks))('%s', async (timeZone, { from, to, boundaries }) => {
    const at = (boundary: string, minutes: number) =>
      new Date(Date.parse(`${boundary}:00Z`) + minutes * 60_000).toISOString()
    const ada = await startPracticed(api, { standsAt: at(boundaries[0]!, 60), timeZone })
    const id = await ada.promise({ targets: [{ measure: 'interactions', target: 1 }], startsOn: from })
    await ada.goTo(at(boundaries[2]!, 60))
    // The last minute of the second week, and the first of the third.
    await ada.log(at(boundaries[2]!, -1))
    await ada.log(at(boundaries[2]!, 0))
    await ada.goTo(to)
    const periods = await ada.periods(id)
    expect(periods.map(({ startsAt }) => startsAt.slice(0, 16))).toEqual(boundaries)
    expect(periods.map(({ status }) => status)).toEqual(['missed', 'met', 'met', 'open'])
    expect(periods[2]!.judgedAt).toBe(at(boundaries[3]!, 720))
  })
})

it('a client who moves keeps the beginning; the end follows, and the next begins there', async () => {
  const ada = await startPracticed(api, { standsAt: '2026-06-01T06:00:00Z' })
  const promise = (period: string) =>
    ada.promise({ targets: [{ measure: 'interactions', target: 1 }], period, startsOn: '2026-06-01' })
  const [week, day] = [await promise('week'), await promise('day')]
  expect((await ada.call('PATCH', `/v1/clients/${ada.clientId}`, { timeZone: 'Pacific/Auckland' })).statusCode).toBe(
    200,
  )
  expect(await ada.periods(week)).toMatchObject([
    { startsAt: '2026-05-31T22:00:00.000Z', endsAt: '2026-06-07T12:00:00.000Z' },
  ])
  // Auckland's next midnight is fourteen hours away from Berlin's last: a day has at least a day.
  expect(await ada.periods(day)).toMatchObject([
    { startsAt: '2026-05-31T22:00:00.000Z', endsAt: '2026-06-02T12:00:00.000Z', endsOn: '2026-06-02' },
  ])
  await ada.goTo('2026-06-02T20:00:00Z')
  expect((await ada.periods(day))[1]).toMatchObject({ startsOn: '2026-06-03', endsAt: '2026-06-03T12:00:00.000Z' })
})

it('two months at once, as after an outage, are what they would have been day by day', async () => {
  const [ada, ben] = [
    await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' }),
    await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' }),
  ]
  const three = { targets: [{ measure: 'minutes', target: 30 }], period: 'day', startsOn: '2026-03-02' }
  const [adas, bens] = [await ada.promise(three), await ben.promise(three)]
  await ada.goTo('2026-05-01T08:00:00Z')
  for (const month of ['03', '04'])
    for (const day of ['10', '20', '30']) await ben.goTo(`2026-${month}-${day}T08:00:00Z`)
  await ben.goTo('2026-05-01T08:00:00Z')
  const told = async (person: typeof ada, id: string) =>
    (await person.periods(id)).map(({ startsAt, endsAt, status, judgedAt }) => ({ startsAt, endsAt, status, judgedAt }))
  expect(await told(ada, adas)).toHaveLength(61)
  expect(await told(ada, adas)).toEqual(await told(ben, bens))
})
