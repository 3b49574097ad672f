import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { approve } from '../support/campaign.ts'
import { draftToSpread } from '../support/spread-campaign.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const readers = 40

const drafted = () => draftToSpread(api, readers)

describe('notes for which nobody chose an hour', () => {
  it('leave in the client’s next working morning, some after others', async () => {
    const { call, id, leftBy } = await drafted()
    expect((await approve(call, id)).json()).toMatchObject({ scheduledFor: '2030-12-02T14:00:00.000Z' })
    expect(await leftBy('2030-12-02T13:59:59.000Z')).toBe(0)
    const early = await leftBy('2030-12-02T14:30:00.000Z')
    expect(early).toBeGreaterThan(readers / 10)
    expect(early).toBeLessThan(readers / 2)
    expect(await leftBy('2030-12-02T16:00:10.000Z')).toBe(readers)
  })

  it('keep their hours after a pause', async () => {
    const { call, id, leftBy } = await drafted()
    await approve(call, id)
    const early = await leftBy('2030-12-02T14:30:00.000Z')
    await call('POST', `/v1/announcements/${id}/pause`)
    expect(await leftBy('2030-12-02T14:45:00.000Z')).toBe(early)
    await call('POST', `/v1/announcements/${id}/resume`)
    expect(await leftBy('2030-12-02T15:00:00.000Z')).toBeGreaterThan(early)
    expect(await leftBy('2030-12-02T16:00:10.000Z')).toBe(readers)
  })
})

it('an hour that somebody chose is kept to the minute', async () => {
  const { call, id, leftBy } = await drafted()
  const scheduledFor = '2030-11-30T22:00:00.000Z'
  expect((await approve(call, id, { scheduledFor })).json()).toMatchObject({ scheduledFor })
  expect(await leftBy('2030-11-30T21:59:59.000Z')).toBe(0)
  expect(await leftBy(scheduledFor)).toBe(readers)
})

it.each([
  { from: '9:00', until: '11:00' },
  { from: '11:00', until: '10:00' },
  { from: '11:00', until: '11:20' },
  { from: '23:00', until: '24:00' },
])('hours that cannot be are refused: %j', async (hours) => {
  const { owner } = await api.practice()
  const body = { announcementHours: { ...hours, businessDaysOnly: true } }
  expect((await api.call('PATCH', '/v1/practice', { as: owner, body })).statusCode).toBe(422)
})
