import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

let api: TestApi
let sandbox: Sandbox
let clients = 0
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt: '2026-03-02T09:00:00Z' })
})
afterAll(() => api.stop())

async function ok<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await api.call(method, url, { as: sandbox.practice.owner, body })
  expect(response.statusCode, response.body).toBeLessThan(300)
  return response.body ? response.json<T>() : (undefined as T)
}

async function shared(timeZone: string) {
  clients += 1
  const client = { name: 'Maya', email: `maya${clients}@example.test`, timeZone }
  const { id } = await ok<{ id: string }>('POST', '/v1/clients', client)
  const share = async () => new URL((await ok<{ url: string }>('POST', `/v1/clients/${id}/calendar-feed`)).url).pathname
  const know = async (name: string, more: object) =>
    (await ok<{ id: string }>('POST', `/v1/clients/${id}/contacts`, { name, ...more })).id
  return { id, share, know, path: await share() }
}
const fetched = (path: string, headers = {}) => api.app.inject({ url: path, headers })

/** The events of a calendar, read by a parser that is not ours. */
function eventsIn(calendar: string) {
  const root = new ICAL.Component(ICAL.parse(calendar) as [string, [], []])
  for (const zone of root.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone))
  }
  return root.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    const alarm = component.getFirstSubcomponent('valarm')
    return {
      uid: event.uid,
      summary: event.summary,
      at: event.startDate.toJSDate().toISOString(),
      zone: event.startDate.zone.tzid,
      alarm: String(alarm?.getFirstPropertyValue('trigger')),
    }
  })
}

describe('200', () => {
  it.each([
    ['America/New_York', '2026-03-06T17:00:00.000Z', '2026-03-09T16:00:00.000Z'],
    ['Europe/London', '2026-03-06T12:00:00.000Z', '2026-03-30T11:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-03-06T01:00:00.000Z', '2026-04-06T01:30:00.000Z'],
    ['Asia/Kolkata', '2026-03-06T06:30:00.000Z', '2026-07-06T06:30:00.000Z'],
  ])('in %s noon is noon before and after clocks change', async (timeZone, before, after) => {
    const { know, path } = await shared(timeZone)
    await know('Ana Berg', {
      nextFollowUpOn: before.slice(0, 10),
      thingsToRemember: 'Daughter; starts, college.\nAsk.',
    })
    await know('Bo Lind', { nextFollowUpOn: after.slice(0, 10) })
    const { statusCode, headers, body } = await fetched(path)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(eventsIn(body)).toMatchObject([
      { summary: 'Get in touch with Ana Berg', at: before, zone: timeZone, alarm: 'PT0S' },
      { summary: 'Get in touch with Bo Lind', at: after, zone: timeZone },
    ])
    expect(body.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([])
  })

  it('a follow-up that is put off stays the same event, and follows its client to another zone', async () => {
    const { id: clientId, know, path } = await shared('Europe/Berlin')
    const id = await know('Ana Berg', { tier: 'inner' })
    const [first] = eventsIn((await fetched(path)).body)
    expect(first).toMatchObject({ uid: `follow-up-${id}@cadre`, at: '2026-04-01T10:00:00.000Z' })
    await ok('POST', `/v1/contacts/${id}/snooze`, { until: '2026-11-02' })
    await ok('PATCH', `/v1/clients/${clientId}`, { timeZone: 'Asia/Tokyo' })
    expect(eventsIn((await fetched(path)).body)).toMatchObject([{ uid: first!.uid, at: '2026-11-02T03:00:00.000Z' }])
  })

  it('is empty for whoever has nobody to be in touch with', async () => {
    const { path } = await shared('Europe/Berlin')
    expect(eventsIn((await fetched(path)).body)).toEqual([])
  })
})

describe('304', () => {
  it('as long as nothing has changed', async () => {
    const { know, path } = await shared('Europe/Berlin')
    const id = await know('Ana Berg', { tier: 'inner' })
    const { etag } = (await fetched(path)).headers
    const again = await fetched(path, { 'if-none-match': etag })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    await ok('POST', `/v1/contacts/${id}/snooze`, { until: '2026-05-02' })
    expect((await fetched(path, { 'if-none-match': etag })).statusCode).toBe(200)
  })
})

describe('410', () => {
  it('for an address that was replaced or revoked, and for a client who was put away', async () => {
    const { id, path, share } = await shared('Europe/Berlin')
    const second = await share()
    expect((await fetched(path)).json()).toMatchObject({ status: 410, code: 'feed_revoked' })
    expect(await ok('GET', `/v1/clients/${id}/calendar-feed`)).toMatchObject({ active: true, url: null })
    await ok('POST', `/v1/clients/${id}/archive`)
    expect((await fetched(second)).statusCode).toBe(410)
    await ok('POST', `/v1/clients/${id}/resume`)
    expect((await fetched(second)).statusCode).toBe(200)
    await ok('DELETE', `/v1/clients/${id}/calendar-feed`)
    expect((await fetched(second)).statusCode).toBe(410)
    expect(await ok('GET', `/v1/clients/${id}/calendar-feed`)).toMatchObject({ active: false, since: null })
  })
})

it('404 for an address that never was', async () => {
  expect((await fetched('/calendar/never.ics')).statusCode).toBe(404)
})

it('what is not shared stays so, however often it is revoked', async () => {
  const { id } = await shared('Europe/Berlin')
  const url = `/v1/clients/${id}/calendar-feed`
  await ok('DELETE', url)
  expect((await api.call('DELETE', url, { as: sandbox.practice.owner })).statusCode).toBe(204)
})
