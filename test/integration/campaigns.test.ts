import { afterAll, beforeAll, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { claimSlice } from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { draftCampaign } from '../support/campaign.ts'

/* A campaign is paused, resumed and cancelled at once, however many notes of it wait: what is written does not grow with them. */

const readers = 20_000

let api: TestApi
let practice: TestPractice
let id: string
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  id = await campaignUnderWay()
})
afterAll(() => api.stop())

/** As `startAnnouncement` leaves it after many steps: every note is queued. */
async function campaignUnderWay(): Promise<string> {
  const { admin } = api.database
  const { announcementId } = await draftCampaign(admin, practice.practiceId, { readers })
  await admin.query(
    `with note as (
       insert into messages (practice_id, client_id, contact_id, kind, lane, subject_kind, subject_id, campaign_id, from_name,
                             from_address, to_name, to_address, to_key, subject, text_body, html_body, message_id_header,
                             next_attempt_at, give_up_at, created_at, updated_at)
       select practice_id, client_id, contact_id, 'announcement', 'bulk', 'announcement_recipient', id, announcement_id, 'Maya',
              'maya@sender.example', 'A reader', id || '@reader.example', id || '@reader.example', 'Good news', '-', '-',
              '<' || id || '@sender.example>', now(), now() + interval '1 day', now(), now()
         from announcement_recipients where announcement_id = $1 returning id, subject_id)
     update announcement_recipients r set status = 'queued', message_id = note.id from note where note.subject_id = r.id`,
    [announcementId],
  )
  await admin.query(`update announcements set status = 'sending', approved_at = now() where id = $1`, [announcementId])
  return announcementId
}

/** The rows of notes and recipients that an action writes. */
async function writtenBy(verb: string): Promise<number> {
  const rows = `(select id, xmin::text as version from messages
                union all select id, xmin::text from announcement_recipients)`
  await api.database.admin.query(`create temp table before as select * from ${rows} rows`)
  const { statusCode } = await api.call('POST', `/v1/announcements/${id}/${verb}`, { as: practice.owner })
  expect(statusCode).toBe(200)
  const { rows: found } = await api.database.admin.query<{ written: number }>(
    `select count(*)::int as written from ${rows} now join before using (id) where now.version <> before.version`,
  )
  await api.database.admin.query('drop table before')
  return found[0]!.written
}

const claim = () =>
  enterAsSystem(api.container.db, practice.practiceId, (trx) =>
    claimSlice(trx, {}, { lane: 'bulk', limit: 5, leaseMs: 60_000 }),
  )

it('is paused without touching a note, and nothing of it is claimed any more', async () => {
  expect(await writtenBy('pause')).toBe(0)
  const answer = await api.call('GET', '/v1/messages?limit=1', { as: practice.owner })
  expect(answer.json<{ data: unknown[] }>().data).toEqual([expect.objectContaining({ status: 'queued', held: true })])
  expect(await claim()).toBeUndefined()
})

it('goes on without touching one', async () => {
  expect(await writtenBy('resume')).toBe(0)
  expect((await claim())!.messages).toHaveLength(5)
})

it('is cancelled with a bounded part of the work; the agenda does the rest', async () => {
  expect(await writtenBy('cancel')).toBeLessThanOrEqual(2 * 500)
  expect(await claim()).toBeUndefined()
  const { rows } = await api.database.admin.query('select kind from agenda where subject_id = $1', [id])
  expect(rows).toContainEqual({ kind: 'announcement.unwind' })
})
