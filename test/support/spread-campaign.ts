import { expect } from 'vitest'
import type { TestApi } from './api.ts'
import { draftCampaign } from './campaign.ts'
import { createSandboxWorker, turnIntoSandbox } from './sandbox.ts'

/** A campaign of a client in New York, in a practice of Berlin with hours of its own; its clock stands on a Friday evening. */
export async function draftToSpread(api: TestApi, readers: number) {
  const practice = await api.practice()
  const sandbox = await turnIntoSandbox(api, practice, '2030-11-29T20:00:00.000Z')
  const call = (method: string, url: string, options = {}) => api.call(method, url, { as: practice.owner, ...options })
  const announcementHours = { from: '09:00', until: '11:00', businessDaysOnly: true }
  expect((await call('PATCH', '/v1/practice', { body: { announcementHours } })).json()).toMatchObject({
    announcementHours,
  })
  const { announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, {
    readers,
    timeZone: 'America/New_York',
  })
  const run = createSandboxWorker(api)
  return {
    call,
    id,
    async leftBy(to: string): Promise<number> {
      expect((await sandbox.advance(to)).statusCode).toBe(202)
      await run(sandbox)
      const { rows } = await api.database.admin.query<{ count: number }>(
        `select count(*)::int from messages where campaign_id = $1 and sent_at is not null`,
        [id],
      )
      return rows[0]!.count
    },
  }
}
