import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, addDays, dayOf } from '../../src/infra/time/calendar.ts'
import { schedule } from '../../src/modules/agenda/agenda.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { approve, draftCampaign } from '../support/campaign.ts'
import { createSandboxWorker, turnIntoSandbox } from '../support/sandbox.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']

it(
  'a year of fifty clients, each with something due every week and one announcement',
  { timeout: 300_000 },
  async () => {
    const practice = await api.practice()
    const start = new Date()
    const sandbox = await turnIntoSandbox(api, practice, start.toISOString())
    const call = (method: string, url: string, options = {}) =>
      api.call(method, url, { as: practice.owner, ...options })

    // Every client's morning, on days that cover the year and with it every change of clocks.
    const mornings: { announcementId: string; goesOutAt: string }[] = []
    for (let n = 0; n < 50; n += 1) {
      const timeZone = zones[n % zones.length]!
      const goesOutAt = at(addDays(dayOf(start, timeZone), 2 + n * 7), '09:00', timeZone).toISOString()
      const { announcementId } = await draftCampaign(api.database.admin, practice.practiceId, { readers: 3, timeZone })
      const approved = await approve(call, announcementId, { scheduledFor: goesOutAt })
      expect(approved.statusCode, approved.body).toBe(200)
      mornings.push({ announcementId, goesOutAt })
    }
    const weekly = Array.from(
      { length: 52 * 50 },
      (_, n) => start.getTime() + (1 + Math.floor(n / 50)) * 7 * 86_400_000 - n,
    )
    await sandbox.enter(async (trx) => {
      for (const due of weekly) {
        await schedule(trx, { kind: 'test.planned', subjectId: crypto.randomUUID(), dueAt: new Date(due) })
      }
    })

    const began = performance.now()
    expect((await sandbox.advance(new Date(start.getTime() + 365 * 86_400_000).toISOString())).statusCode).toBe(202)
    await createSandboxWorker(api)(sandbox)
    console.log(`a year of the test clock took ${((performance.now() - began) / 1000).toFixed(1)} s`)

    const { status, processed, total } = await sandbox.clock()
    expect({ status, processed }).toEqual({ status: 'ready', processed: total })
    expect((await sandbox.noted()).map(({ at: instant }) => Date.parse(instant))).toEqual(
      weekly.toSorted((a, b) => a - b),
    )
    const { rows } = await api.database.admin.query<{ campaign_id: string; sent_at: Date; count: number }>(
      `select campaign_id, sent_at, count(*)::integer from messages
      where practice_id = $1 and status = 'delivered' and captured and attempt = 1 group by 1, 2 order by 2`,
      [practice.practiceId],
    )
    expect(rows.map(({ campaign_id, sent_at, count }) => [campaign_id, sent_at.toISOString(), count])).toEqual(
      mornings.map(({ announcementId, goesOutAt }) => [announcementId, goesOutAt, 3]),
    )
    const completed = await api.database.admin.query(
      'select distinct status from announcements where practice_id = $1',
      [practice.practiceId],
    )
    expect(completed.rows).toEqual([{ status: 'completed' }])
  },
)
