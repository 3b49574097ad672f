import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { openPage } from '../support/pages.ts'
import { createSandboxWorker, makeSandbox } from '../support/sandbox.ts'

/*
 * Put off until the day before clocks change, the day itself and the one after, in two zones and both directions. Noon
 * there, in UTC, is written down from the zones' own tables: New York is five hours behind UTC until March 8 and from
 * November 1 on, else four; Berlin one hour ahead until March 29 and from October 25 on, else two.
 */
const zones: [zone: string, changes: [day: string, noon: string][]][] = [
  [
    'America/New_York',
    [
      ['2026-03-07', '17:00'],
      ['2026-03-08', '16:00'],
      ['2026-03-09', '16:00'],
      ['2026-10-31', '16:00'],
      ['2026-11-01', '17:00'],
      ['2026-11-02', '17:00'],
    ],
  ],
  [
    'Europe/Berlin',
    [
      ['2026-03-28', '11:00'],
      ['2026-03-29', '10:00'],
      ['2026-03-30', '10:00'],
      ['2026-10-24', '10:00'],
      ['2026-10-25', '11:00'],
      ['2026-10-26', '11:00'],
    ],
  ],
]

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

describe.each(zones)('%s', (timeZone, changes) => {
  it('who is put off falls due at noon there, to the instant, whichever way clocks have gone meanwhile', async () => {
    const sandbox = await makeSandbox(api, { standsAt: '2026-03-02T09:00:00Z' })
    const as = sandbox.practice.owner
    const call = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
      const response = await api.call(method, url, { as, body })
      expect(response.statusCode, `${url} ${response.body}`).toBeLessThan(300)
      return response.json<T>()
    }
    const run = createSandboxWorker(api)
    const goTo = async (at: number) => {
      expect((await sandbox.advance(new Date(at).toISOString())).statusCode).toBe(202)
      await run(sandbox)
    }
    const { id: clientId } = await call<{ id: string }>('POST', '/v1/clients', {
      name: 'Maya Sandoval',
      email: 'maya@example.test',
      timeZone,
      digest: 'off',
    })
    await call('PUT', `/v1/clients/${clientId}/cadence-policy`, { maxFollowUpsPerWeek: 50 })
    const know = async (name: string) =>
      (await call<{ id: string }>('POST', `/v1/clients/${clientId}/contacts`, { name })).id
    const dueNames = async () =>
      (await call<{ data: { name: string }[] }>('GET', `/v1/clients/${clientId}/follow-ups?limit=100`)).data
        .map(({ name }) => name)
        .toSorted()

    for (const [n, [day, noon]] of changes.entries()) {
      const id = await know(`until ${day}`)
      if (n % 2 === 0) await call('POST', `/v1/contacts/${id}/snooze`, { until: day })
      else await snoozeByLink(sandbox.practice.practiceId, { clientId, contactId: id }, day)
      expect(await call('GET', `/v1/contacts/${id}/cadence`)).toMatchObject({
        snoozedUntil: day,
        nextFollowUpOn: day,
        dueAt: `${day}T${noon}:00.000Z`,
      })
    }
    for (const [n, [day, noon]] of changes.entries()) {
      const at = Date.parse(`${day}T${noon}:00Z`)
      const before = changes.slice(0, n).map(([earlier]) => `until ${earlier}`)
      await goTo(at - 1)
      expect(await dueNames(), `before noon on ${day}`).toEqual(before)
      await goTo(at)
      expect(await dueNames(), `at noon on ${day}`).toEqual([...before, `until ${day}`])
    }
  })
})

async function snoozeByLink(practiceId: string, who: { clientId: string; contactId: string }, until: string) {
  const link = api.container.office.linkTo({ practiceId, now: new Date('2026-03-02T09:00:00Z') }, 'snooze', {
    holderId: who.clientId,
    subjectId: who.contactId,
  })
  const page = await (await openPage(api, link)).press('Remind me then', { when: 'day', until })
  expect(page.text).toContain('Later, then')
}
