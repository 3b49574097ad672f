import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { approve } from '../support/campaign.ts'
import { draftToSpread } from '../support/spread-campaign.ts'

/* A campaign that too many mail servers or readers refuse pauses itself. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const readers = 60

/** A third of the notes have left. */
async function underWay() {
  const campaign = await draftToSpread(api, readers)
  const { call, id } = campaign
  await approve(call, id)
  const left = await campaign.leftBy('2030-12-02T14:40:00.000Z')
  expect(left).toBeGreaterThan(10)
  return {
    ...campaign,
    left,
    read: async () => (await call('GET', `/v1/announcements/${id}`)).json<{ status: string; pausedBecause: string }>(),
    tasks: async () =>
      (await call('GET', '/v1/tasks?kind=paused_announcement&status=open')).json<{ data: { body: string }[] }>().data,
    async simulate(event: string, count: number): Promise<void> {
      const { data } = (await call('GET', '/v1/messages?status=delivered&limit=100')).json<{ data: { id: string }[] }>()
      for (const { id: messageId } of data.slice(0, count)) {
        const { statusCode } = await call('POST', `/v1/messages/${messageId}/simulate`, { body: { event } })
        expect(statusCode).toBe(200)
      }
    },
  }
}

it('five that bounce of the first twenty stop it: nothing further leaves, and somebody is told why', async () => {
  const { leftBy, left, read, simulate, tasks, call, id } = await underWay()
  await simulate('bounced', 4)
  expect(await leftBy('2030-12-02T14:40:02.000Z')).toBe(left)
  expect(await read()).toMatchObject({ status: 'sending', pausedBecause: null })
  await simulate('bounced', 1)
  await leftBy('2030-12-02T14:40:04.000Z')
  expect(await read()).toMatchObject({ status: 'paused', pausedBecause: 'bounces' })
  expect((await tasks())[0]!.body).toContain(`5 of the latest ${left} notes came back`)
  const mails = (await call('GET', '/v1/messages?kind=announcement_paused')).json<{ data: { id: string }[] }>().data
  expect(mails).toMatchObject([{ subject: 'An announcement is waiting for you' }])
  const { text } = (await call('GET', `/v1/messages/${mails[0]!.id}/content`)).json<{ text: string }>()
  expect(text).toContain(`5 of the latest ${left} notes came back`)
  expect(await leftBy('2030-12-02T15:30:00.000Z')).toBe(left)

  // Once somebody has looked, what was is not held against it again.
  expect((await call('POST', `/v1/announcements/${id}/resume`)).json()).toMatchObject({
    status: 'sending',
    pausedBecause: null,
  })
  expect(await tasks()).toEqual([])
  expect(await leftBy('2030-12-02T15:45:00.000Z')).toBeGreaterThan(left)
  await simulate('bounced', 1)
  await leftBy('2030-12-02T15:45:02.000Z')
  expect(await read()).toMatchObject({ status: 'sending' })
})

it('so do two who complain', async () => {
  const { leftBy, read, simulate, tasks } = await underWay()
  await simulate('complained', 2)
  await leftBy('2030-12-02T14:40:02.000Z')
  expect(await read()).toMatchObject({ status: 'paused', pausedBecause: 'complaints' })
  expect((await tasks())[0]!.body).toContain('reported their note as unwanted')
})
