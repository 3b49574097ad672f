import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { daysAhead, draft } from '../support/drafted.ts'

/* Until `holdUntil` the client may still have to resign: nothing may tell before that day, however it came to be set. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const holdUntil = daysAhead(30)
const morning = `${holdUntil}T09:00:00.000Z`

it('an hour that was chosen before the news was held back gives way', async () => {
  const { id, call, correctLanding, approve } = await draft(api)
  await call('PATCH', `/v1/announcements/${id}`, { scheduledFor: `${daysAhead(1)}T10:00:00.000Z` })
  await correctLanding({ holdUntil })
  expect((await approve()).json()).toMatchObject({ status: 'scheduled', scheduledFor: morning })
})

it('an approved announcement waits when its landing is held back afterwards', async () => {
  const { approve, correctLanding, announcement, startsAt } = await draft(api)
  await approve()
  expect((await correctLanding({ holdUntil })).statusCode).toBe(200)
  expect(await announcement()).toMatchObject({ status: 'scheduled', scheduledFor: morning })
  expect(await startsAt()).toBe(morning)
})

it('"as soon as possible" is that morning', async () => {
  const { id, call, approve, startsAt } = await draft(api, { landing: { holdUntil } })
  await approve()
  const edited = await call('PATCH', `/v1/announcements/${id}`, { scheduledFor: null })
  expect(edited.json()).toMatchObject({ scheduledFor: morning })
  expect(await startsAt()).toBe(morning)
})

it('going on after a pause does not begin earlier', async () => {
  const { id, call, act, approve, startsAt } = await draft(api, { landing: { holdUntil } })
  await approve()
  await act('pause')
  await call('PATCH', `/v1/announcements/${id}`, { scheduledFor: null })
  expect((await act('resume')).json()).toMatchObject({ status: 'scheduled', scheduledFor: morning })
  expect(await startsAt()).toBe(morning)
})

it('a start that comes too early all the same is put off', async () => {
  const { story, approve, start, startsAt, announcement } = await draft(api, { landing: { holdUntil: daysAhead(1) } })
  await approve()
  await api.database.admin.query(`update landings set hold_until = $1 where search_id = $2`, [
    holdUntil,
    story.searchId,
  ])
  await start()
  expect(await announcement()).toMatchObject({ status: 'scheduled', scheduledFor: morning })
  expect(await startsAt()).toBe(morning)
})

it('until after the first day, drafts are written for the day on which they may be told: what was read goes out', async () => {
  const drafted = await draft(api, { landing: { holdUntil: daysAhead(30), startsOn: daysAhead(20) } })
  await drafted.edit(await drafted.recipient('Paula Okafor'), { body: 'Dear Paula, I have begun.' })
  const read = await drafted.recipients()
  expect((await drafted.approve()).json()).toMatchObject({ status: 'scheduled' })
  expect((await drafted.recipients()).map(({ body }) => body)).toEqual(read.map(({ body }) => body))
})
