import { afterAll, beforeAll, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startAnnouncement } from '../../src/modules/announcements/sending.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { approve, draftCampaign } from '../support/campaign.ts'

/* MAIL14: what leaves is what whoever approved could read, to the byte, but for each reader's own link. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const withoutLink = (text: string) => text.replaceAll(/\/l\/[\w-]+/g, '/l/…')

it('five hundred notes leave as they were shown, text and HTML', { timeout: 120_000 }, async () => {
  const { practiceId, owner: as } = await api.practice()
  const { announcementId } = await draftCampaign(api.database.admin, practiceId, { readers: 500 })
  const approved = await approve(
    (method, url, options = {}) => api.call(method, url, { as, ...options }),
    announcementId,
  )
  expect(approved.statusCode, approved.body).toBe(200)
  const { rows: recipients } = await api.database.admin.query<{ id: string }>(
    'select id from announcement_recipients where announcement_id = $1',
    [announcementId],
  )
  const shown = new Map<string, { subject: string; text: string; html: string }>()
  for (const { id } of recipients) {
    const preview = await api.call('GET', `/v1/announcement-recipients/${id}/preview`, { as })
    shown.set(id, preview.json())
  }
  await api.database.admin.query(`delete from agenda where subject_id = $1`, [announcementId])
  await enterAsSystem(api.container.db, practiceId, (trx) =>
    startAnnouncement(trx, announcementId, api.container.office),
  )
  const { rows: sent } = await api.database.admin.query<{ id: string; subject: string; text: string; html: string }>(
    `select subject_id as id, subject, text_body as text, html_body as html from messages where campaign_id = $1`,
    [announcementId],
  )
  expect(sent).toHaveLength(500)
  for (const { id, subject, text, html } of sent) {
    const was = shown.get(id)!
    expect(subject).toBe(was.subject)
    expect(withoutLink(text)).toBe(withoutLink(was.text))
    expect(withoutLink(html)).toBe(withoutLink(was.html))
  }
})
