import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { openPage, sendForm } from '../support/pages.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { fingerprint } from '../support/whole-database.ts'

/*
 * What mail scanners do to all mail of a whole story: two clients, one of whom lands and tells everybody, while the other
 * slacks until their coach has to decide; three weeks after that. They follow every link there is, in texts, HTML and
 * headers.
 */
let api: TestApi
let sandbox: Sandbox
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt: '2026-01-09T15:00:00Z' })
})
afterAll(() => api.stop())

async function ok<T>(method: string, url: string, body?: unknown, headers = {}): Promise<T> {
  const response = await api.call(method, url, { as: sandbox.practice.owner, body, headers })
  expect(response.statusCode, `${method} ${url} ${response.body}`).toBeLessThan(300)
  return response.json<T>()
}

async function liveTheStory(): Promise<void> {
  await ok('PATCH', '/v1/me', { digest: 'weekly' })
  const { clients } = await ok<{ clients: { id: string; announcementId: string }[] }>('POST', '/v1/sandbox/story')
  const [maya, theo] = clients as [(typeof clients)[0], (typeof clients)[0]]
  const { id } = await ok<{ id: string }>('POST', `/v1/clients/${theo.id}/commitments`, {
    title: 'Three a week',
    targets: [{ measure: 'interactions', target: 3 }],
    period: 'week',
    startsOn: '2026-01-12',
  })
  await ok('POST', `/v1/commitments/${id}/accept`, { agreedOn: '2026-01-09', how: 'In our session.' })
  const announcement = `/v1/announcements/${maya.announcementId}`
  await ok('POST', `${announcement}/request-approval`)
  const { headers } = await api.call('GET', announcement, { as: sandbox.practice.owner })
  await ok('POST', `${announcement}/approve`, {}, { 'if-match': headers['etag'] })
  const exported = await ok<{ id: string }>('POST', `/v1/clients/${maya.id}/exports`, { format: 'json' })
  expect(exported.id).toBeTruthy()
  await sandbox.advance('2026-01-16T18:00:00Z')
  await createSandboxWorker(api)(sandbox)
  await ok('POST', `/v1/clients/${maya.id}/complete`)
  await sandbox.advance('2026-02-23T18:00:00Z')
  await createSandboxWorker(api)(sandbox)
}

/** Every address of ours in any mail, each once, and how many kinds of mail there are. */
async function linksInMail(): Promise<{ links: string[]; kinds: string[] }> {
  const { rows } = await api.database.admin.query<{ kind: string; written: string }>(
    `select kind, concat_ws(' ', text_body, html_body, headers::text) as written from messages where practice_id = $1`,
    [sandbox.practice.practiceId],
  )
  const links = rows.flatMap(({ written }) => written.match(/\/(?:l|downloads)\/[\w-]{20,}/g) ?? [])
  return { links: [...new Set(links)], kinds: [...new Set(rows.map(({ kind }) => kind))] }
}

it('changes nothing in the whole database, whatever they send but a button', { timeout: 300_000 }, async () => {
  await liveTheStory()
  const { links, kinds } = await linksInMail()
  expect(kinds).toEqual(
    expect.arrayContaining([
      'announcement', 'announcement_review', 'client_digest', 'coach_digest', 'commitment_proposed', 'nudge', 'reminder',
      'suspension_proposed', 'warning', 'warning_heads_up',
    ]), // prettier-ignore
  )
  const purposes = new Set(links.map((link) => api.container.office.readLink(link.split('/').at(-1)!)?.purpose))
  expect(purposes).toEqual(
    new Set([
      'accept_commitment', 'decide_suspension', 'declare_break', 'dispute_verdict', 'download', 'excuse_period', 'export_network',
      'hold_step', 'log_interaction', 'mark_done', 'mark_told', 'opt_out', 'review_announcement', 'snooze',
      'start_search', 'stop_coach_digest', 'stop_digest', 'tell_landing',
    ]), // prettier-ignore
  )
  const before = await fingerprint(api.database.admin)
  for (const url of links) {
    const page = await openPage(api, url)
    expect(page.status, url).toBeLessThan(500)
    expect((await api.app.inject({ method: 'HEAD', url })).statusCode).toBe(page.status)
    // All that is in the page's forms, but the button's own value.
    const forms = page.buttons.map((button) => {
      const form = page.formOf(button, { type: 'call', decision: 'confirm', when: '1', format: 'json', title: 'x' })
      form.delete('do')
      return form
    })
    for (const form of ['', 'do=act', 'List-Unsubscribe=', 'use=1&do=look', ...forms]) {
      expect((await sendForm(api, url, form)).status, url).toBeLessThan(500)
    }
    const json = await api.app.inject({ method: 'POST', url, payload: { do: 'act', url: 'https://scanner.test' } })
    expect(json.statusCode, url).toBeLessThan(500)
  }
  expect(await fingerprint(api.database.admin)).toEqual(before)
})
