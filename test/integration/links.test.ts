import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Practiced, startPracticed } from '../support/commitments.ts'
import { linkIn, openPage, sendForm } from '../support/pages.ts'
import { mailsTo } from '../support/people.ts'
import { createSandboxWorker } from '../support/sandbox.ts'
import { fingerprint } from '../support/whole-database.ts'

let api: TestApi
let ada: Practiced
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** The link in the mail that proposes a commitment, and the commitment. */
let proposed: { id: string; link: string }
beforeEach(async () => {
  ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
  proposed = await propose(ada)
})

async function propose({ make, read, clientId }: Practiced): Promise<{ id: string; link: string }> {
  const { id } = await make(`/v1/clients/${clientId}/commitments`, {
    title: 'Three conversations a week',
    targets: [{ measure: 'interactions', target: 3 }],
    period: 'week',
    startsOn: '2026-03-02',
  })
  const { data } = await read<{ data: { id: string }[] }>('/v1/messages?kind=commitment_proposed')
  const { text } = await read<{ text: string }>(`/v1/messages/${data[0]!.id}/content`)
  return { id, link: linkIn(text) }
}

const statusOf = async ({ id }: { id: string }, { read } = ada) => (await read(`/v1/commitments/${id}`))['status']
const accept = 'I will do that'

describe('what only looks changes nothing', () => {
  it('however a scanner looks: GET, HEAD, odd headers, prefetching, and a POST without the button', async () => {
    const url = proposed.link
    const whole = await fingerprint(api.database.admin)
    const odd: Record<string, string>[] = [
      { 'user-agent': 'Mozilla/5.0 (compatible; MSIE 7.0; Safe Links)' },
      { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' },
      { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
      { 'content-type': 'application/x-www-form-urlencoded', range: 'bytes=0-10', expect: '' },
      { authorization: `Bearer ${ada.practice.owner}`, cookie: 'session=1', referer: 'https://evil.test/' },
    ]
    for (const method of ['GET', 'HEAD'] as const) {
      for (const headers of [{}, ...odd]) {
        expect((await api.app.inject({ method, url, headers })).statusCode).toBe(200)
      }
      expect((await api.app.inject({ method, url: `${url}?do=act&use=1` })).statusCode).toBe(200)
    }
    for (const body of ['', 'do=act', 'List-Unsubscribe=One-Click', 'url=https%3A%2F%2Fevil.test', 'use=1&do=find']) {
      expect((await sendForm(api, url, body)).status).toBe(200)
    }
    const json = { method: 'POST', url, payload: { do: ['act'], use: {} } } as const
    expect((await api.app.inject(json)).statusCode).toBe(200)
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      expect((await api.app.inject({ method, url })).statusCode).toBe(405)
    }
    expect(await fingerprint(api.database.admin)).toEqual(whole)
    expect(await statusOf(proposed)).toBe('proposed')
  })
})

describe('a button acts once', () => {
  it('of many at once, from one form and from several; each is shown what was done', async () => {
    const first = await openPage(api, proposed.link)
    const second = await openPage(api, proposed.link)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? first.press(accept) : second.press(accept))),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([
        '200 Agreed “Three conversations a week” is agreed since Monday, March 2. Your coach knows. You can close this page. Undo',
      ]),
    )
    const { rows } = await api.database.admin.query(
      `select kind from events where practice_id = $1 and kind = 'commitment.accepted'`,
      [ada.practice.practiceId],
    )
    expect(rows).toHaveLength(1)
  })

  it('as whoever the link was given to, which the audit log says', async () => {
    await (await openPage(api, proposed.link)).press(accept)
    const { rows } = await api.database.admin.query(
      `select actor_kind, actor_id from events where practice_id = $1 and kind = 'commitment.accepted'`,
      [ada.practice.practiceId],
    )
    expect(rows).toEqual([{ actor_kind: 'client', actor_id: ada.clientId }])
  })

  it('and what refuses it leaves nothing behind: the form is there again', async () => {
    const page = await openPage(api, proposed.link)
    await ada.call('POST', `/v1/commitments/${proposed.id}/end`)
    const refused = await page.press(accept)
    expect(refused).toMatchObject({ status: 409, buttons: [] })
    const { rows } = await api.database.admin.query('select from link_uses where practice_id = $1', [
      ada.practice.practiceId,
    ])
    expect(rows).toEqual([])
  })
})

describe('while the clock of a sandbox moves on', () => {
  it('a button changes nothing, and says so; when it has arrived it acts', async () => {
    const page = await openPage(api, proposed.link)
    const as = ada.practice.owner
    await api.call('POST', '/v1/test-clock/advance', { as, body: { to: '2026-03-02T09:00:00Z' } })
    const whole = await fingerprint(api.database.admin)
    const refused = await page.press(accept)
    expect(refused).toMatchObject({ status: 409, buttons: [accept] })
    expect(refused.text).toContain('Press the button again in a moment.')
    expect(await fingerprint(api.database.admin)).toEqual(whole)
    await createSandboxWorker(api)(ada)
    expect(await refused.press(accept)).toMatchObject({ status: 200 })
    expect(await statusOf(proposed)).toBe('active')
  })
})

describe('a link is good for one thing', () => {
  const to = (purpose: 'accept_commitment' | 'dispute_verdict' | 'hold_step' | 'opt_out', by: Partial<Given> = {}) => {
    const given: Given = { practiceId: ada.practice.practiceId, holderId: ada.clientId, subjectId: proposed.id, ...by }
    return api.container.office.linkTo({ ...given, now: new Date('2026-03-02T07:00:00Z') }, purpose, given)
  }
  interface Given {
    practiceId: string
    holderId: string
    subjectId: string
  }
  const unknown = async () => (await openPage(api, '/l/nothing')).html

  it('in its own practice, for its own client: to any other it looks like nothing at all', async () => {
    const ben = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
    const { id: otherClient } = await ada.make('/v1/clients', {
      name: 'Otto',
      email: 'otto@example.test',
      timeZone: 'UTC',
    })
    const { rows: owners } = await api.database.admin.query<{ user_id: string }>(
      'select user_id from members where id = $1',
      [ben.practice.ownerId],
    )
    const strange = [
      to('accept_commitment', { practiceId: ben.practice.practiceId }),
      to('accept_commitment', { practiceId: ben.practice.practiceId, holderId: ben.clientId }),
      to('accept_commitment', { holderId: ben.clientId }),
      to('accept_commitment', { holderId: otherClient }),
      to('accept_commitment', { holderId: owners[0]!.user_id }),
      to('accept_commitment', { subjectId: ada.clientId }),
      to('dispute_verdict'),
      to('hold_step'),
      to('hold_step', { holderId: owners[0]!.user_id }),
      to('opt_out'),
      `${proposed.link.slice(0, -2)}AA`,
      proposed.link.toLowerCase(),
      `/downloads/${proposed.link.split('/').at(-1)}`.replace('/downloads/', '/l/x'),
    ]
    const whole = await fingerprint(api.database.admin)
    const form = (await openPage(api, proposed.link)).formOf(accept)
    for (const link of strange) {
      const page = await openPage(api, link)
      expect({ status: page.status, html: page.html }).toEqual({ status: 404, html: await unknown() })
      const pressed = await sendForm(api, link, form)
      expect({ status: pressed.status, html: pressed.html }).toEqual({ status: 404, html: await unknown() })
    }
    expect(await fingerprint(api.database.admin)).toEqual(whole)
    expect((await api.app.inject({ url: proposed.link.replace('/l/', '/downloads/') })).statusCode).toBe(404)
  })

  it('to the hour: an hour before it runs out it is good, at that instant no more', async () => {
    await ada.goTo('2026-04-01T07:59:59.999Z')
    const page = await openPage(api, proposed.link)
    expect(page.buttons).toEqual([accept])
    await ada.goTo('2026-04-01T08:00:00Z')
    expect(await openPage(api, proposed.link)).toMatchObject({ status: 410, buttons: ['Mail me a fresh link'] })
    expect(await page.press(accept)).toMatchObject({ status: 410 })
    expect(await statusOf(proposed)).toBe('proposed')
  })
})

describe('a link that has run out', () => {
  const fresh = 'Mail me a fresh link'
  beforeEach(() => ada.goTo('2026-04-02T08:00:00Z'))
  const mails = async () => {
    const { rows } = await api.database.admin.query<{ email: string }>('select email from clients where id = $1', [
      ada.clientId,
    ])
    return (await mailsTo(api, rows[0]!.email)).filter(({ kind }) => kind === 'fresh_link')
  }

  it('is replaced by mail to whom it was given, once for each press, five times an hour', async () => {
    const page = await openPage(api, proposed.link)
    expect(await page.press(fresh)).toMatchObject({ status: 200, buttons: [] })
    expect((await page.press(fresh)).text).toContain('Look into your mailbox')
    const [mail, ...more] = await mails()
    expect(more).toEqual([])
    expect(mail!.text).toContain('a fresh link to agree to what your coach proposes. It is good for 30 days.')
    expect((await (await openPage(api, linkIn(mail!.text))).press(accept)).status).toBe(200)
    const answers = []
    for (let n = 0; n < 8; n += 1) answers.push(await (await openPage(api, proposed.link)).press(fresh))
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1)
    expect(await mails()).toHaveLength(5)
  })

  it('is replaced for nobody who was put away, and looks like nothing then', async () => {
    const page = await openPage(api, proposed.link)
    await ada.call('POST', `/v1/clients/${ada.clientId}/archive`)
    expect((await page.press(fresh)).status).toBe(404)
    expect((await openPage(api, proposed.link)).html).toBe((await openPage(api, '/l/nothing')).html)
    expect(await mails()).toEqual([])
  })
})
