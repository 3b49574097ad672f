import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { reportAnnouncement } from '../../src/modules/announcement-letters/reporting.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { daysAhead, type Drafted, draft, type Recipient } from '../support/drafted.ts'
import { openPage } from '../support/pages.ts'

/* The client reads what goes out in their name, changes it and approves it: from a mail, without a session. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

interface Mail {
  id: string
  subject: string
  text_body: string
  to_address: string
}

/** The mails of a kind, the newest first, as their readers get them. */
const mailsOf = async ({ story }: Drafted, kind: string): Promise<Mail[]> => {
  const { rows } = await api.database.admin.query<Mail>(
    'select id, subject, text_body, to_address from messages where practice_id = $1 and kind = $2 order by id desc',
    [story.practice.practiceId, kind],
  )
  return rows
}

async function asked(options?: Parameters<typeof draft>[1]) {
  const drafted = await draft(api, { consent: false, ...options })
  const requested = await drafted.act('request-approval')
  expect(requested.statusCode, requested.body).toBe(200)
  const [mail] = await mailsOf(drafted, 'announcement_review')
  const link = /http\S+\/l\/[\w-]+/.exec(mail!.text_body)![0]
  return { drafted, mail: mail!, link, requested }
}

const paulaOf = (drafted: Drafted) => drafted.recipient('Paula Okafor')
const filled = ({ id }: Recipient, fields: Record<string, string>) =>
  Object.fromEntries(Object.entries({ choice: 'keep', code: 'other', detail: '', ...fields }).map(([name, value]) => [`${name}-${id}`, value])) // prettier-ignore

describe('asked to approve', () => {
  it('the client gets a link and the story, in a mail that says nothing private on its outside', async () => {
    const { drafted, mail, requested, link } = await asked()
    expect(requested.json()).toMatchObject({ status: 'awaiting_approval', approvalRequestedAt: expect.any(String) })
    expect(mail.subject).not.toMatch(/job|Helio|coach/i)
    expect(mail.text_body).toContain('It began with Tom Berg, who knew Ines Ferro, who knew Karl Nowak')
    expect(mail.text_body).toContain('two notes to send and five calls to make')
    const content = await drafted.call('GET', `/v1/messages/${mail.id}/content`)
    expect(content.body, 'nobody else may approve by it').not.toContain(link.split('/').at(-1))
  })

  it('reads every text, and reading changes nothing', async () => {
    const { drafted, link } = await asked()
    const before = await drafted.call('GET', `/v1/announcements/${drafted.id}`)
    const page = await openPage(api, link)
    expect(page.status).toBe(200)
    for (const { contactName, body } of await drafted.recipients()) {
      expect(page.text).toContain(contactName)
      for (const line of body.split('\n').filter((one) => one.trim())) expect(page.text).toContain(line.trim())
    }
    await api.app.inject({ method: 'HEAD', url: new URL(link).pathname })
    expect((await drafted.call('GET', `/v1/announcements/${drafted.id}`)).headers.etag).toBe(before.headers.etag)
    expect(page.html).not.toMatch(/<script|<img|http-equiv/)
  })

  it('changes a text, leaves somebody out, and approves them all, once', async () => {
    const { drafted, link } = await asked()
    const [paula, rosa] = [await paulaOf(drafted), await drafted.recipient('Rosa Lind')]
    const own = 'Dear Paula,\r\n\r\nit worked. "So": <thanks> & all the best.\r\n\r\nMaya'
    const saved = await (
      await openPage(api, link)
    ).press('Save for Paula Okafor', filled(paula, { subject: 'It worked', body: own }))
    expect(saved.text).toContain('Saved for Paula Okafor')
    const [subject, body] = ['It worked', own.replaceAll('\r\n', '\n')]
    expect(await paulaOf(drafted)).toMatchObject({ subject, body, edited: true, status: 'ready' })

    const back = await saved.press('Back to the others')
    const out = await back.press('Save for Rosa Lind', filled(rosa, { body: rosa.body, choice: 'skip', code: 'out_of_touch', detail: 'Years ago.' })) // prettier-ignore
    expect(out.text).toContain('Rosa Lind is left out')
    expect(await drafted.recipient('Rosa Lind')).toMatchObject({
      status: 'skipped',
      skipReason: { code: 'out_of_touch', detail: 'Years ago.' },
    })

    const last = await out.press('Back to the others')
    const approved = await last.press('Approve them all')
    expect(approved.text).toContain('Approved')
    expect(await drafted.announcement()).toMatchObject({
      status: 'scheduled',
      approvedBy: { kind: 'client', id: drafted.story.clientId },
    })
    const again = await last.press('Approve them all')
    expect([again.status, again.text.includes('Approved')]).toEqual([200, true])
    const { rows } = await api.database.admin.query(
      `select from events where kind = 'announcement.approved' and subject_id = $1`,
      [drafted.id],
    )
    expect(rows).toHaveLength(1)
    expect((await openPage(api, link)).buttons).toEqual(['Take my approval back'])
  })

  it('says at its field what is wrong, and changes nothing', async () => {
    const { drafted, link } = await asked()
    const paula = await paulaOf(drafted)
    const page = await openPage(api, link)
    const tagged = await page.press('Save for Paula Okafor', filled(paula, { subject: 'x', body: 'Dear {{ name }}' }))
    expect([tagged.status, tagged.html.includes(`href="#body-${paula.id}"`)]).toEqual([422, true])
    expect(tagged.html).toContain('Dear {{ name }}')
    const silent = await page.press('Save for Paula Okafor', filled(paula, { body: paula.body, choice: 'skip' }))
    expect([silent.status, silent.html.includes(`href="#detail-${paula.id}"`)]).toEqual([422, true])
    expect(await paulaOf(drafted)).toEqual(paula)
  })

  it('approves nothing that changed while they read', async () => {
    const { drafted, link } = await asked()
    const page = await openPage(api, link)
    const paula = await paulaOf(drafted)
    await drafted.edit(paula, { body: 'Written by the coach meanwhile.' })
    const refused = await page.press('Approve them all')
    expect([refused.status, refused.text.includes('changed while you were reading')]).toEqual([409, true])
    const late = await page.press('Save for Paula Okafor', filled(paula, { subject: 'Mine', body: 'Mine.' }))
    expect(late.status).toBe(409)
    expect(await paulaOf(drafted)).toMatchObject({ body: 'Written by the coach meanwhile.' })
    expect(await drafted.announcement()).toMatchObject({ status: 'awaiting_approval' })
  })

  it('approves nothing while the texts have still to follow what has changed', async () => {
    const { drafted, link } = await asked()
    const page = await openPage(api, link)
    const { paula, rosa } = drafted.story.contacts
    await drafted.story.make(`/v1/contacts/${paula}/introductions`, { introducedContactId: rosa })
    const refused = await page.press('Approve them all')
    expect([refused.status, refused.text.includes('Read them again in a moment')]).toEqual([409, true])
    expect(await drafted.announcement()).toMatchObject({ status: 'awaiting_approval' })
  })

  it('decides what becomes of their own text when the facts changed', async () => {
    const { drafted, link } = await asked()
    await drafted.edit(await paulaOf(drafted), { body: 'Head of Operations it is.' })
    await drafted.correctLanding({ position: 'Chief of Staff' })
    const page = await openPage(api, link)
    expect(page.text).toContain('Head of Operations → Chief of Staff')
    expect(page.buttons).not.toContain('Approve them all')
    const paula = await paulaOf(drafted)
    const taken = filled(paula, { choice: 'take', body: paula.body, subject: paula.subject })
    await page.press('Save for Paula Okafor', taken)
    expect(await paulaOf(drafted)).toMatchObject({ status: 'ready', edited: false })
    expect((await openPage(api, link)).buttons).toContain('Approve them all')
  })

  it('a hundred people come twenty at a time', async () => {
    const { drafted, link } = await asked()
    const { story } = drafted
    const people = Array.from({ length: 95 }, (_, index) => ({
      name: `Person ${index + 1}`,
      email: `p${index}@people.example`,
    }))
    for (const person of people) {
      const { id: contactId } = await story.make(`/v1/clients/${story.clientId}/contacts`, person)
      await drafted.call('POST', `/v1/announcements/${drafted.id}/recipients`, { contactId })
    }
    let page = await openPage(api, link)
    const seen = new Set<string>()
    for (let number = 1; ; number += 1) {
      expect(page.text).toContain(`Page ${number} of 6`)
      expect(page.buttons.filter((button) => button.startsWith('Save for')).length).toBeLessThanOrEqual(20)
      for (const button of page.buttons) if (button.startsWith('Save for')) seen.add(button)
      if (!page.buttons.includes('Next page')) break
      page = await page.press('Next page')
    }
    expect(seen.size).toBe(102)
    expect((await page.press('Approve them all')).text).toContain('Approved')
  })

  it('is asked for a draft alone, and not by the client themselves', async () => {
    const { drafted } = await asked()
    const url = `/v1/announcements/${drafted.id}/request-approval`
    const as = await drafted.story.practice.clientSession(drafted.story.clientId)
    expect((await drafted.call('POST', url, undefined, { as })).statusCode).toBe(403)
    await drafted.approve(as)
    expect((await drafted.act('request-approval')).json()).toMatchObject({ code: 'transition_refused' })
  })
})

describe('the practice says who approves', () => {
  const rule = (drafted: Drafted, approvalRule: string) => drafted.call('PATCH', '/v1/practice', { approvalRule })
  const client = ({ story }: Drafted) => story.practice.clientSession(story.clientId)

  it('the client alone, whatever consent is recorded', async () => {
    const drafted = await draft(api)
    await rule(drafted, 'client')
    expect((await drafted.approve()).json()).toMatchObject({ status: 409, code: 'client_approves' })
    expect((await drafted.approve(await client(drafted))).json()).toMatchObject({ status: 'scheduled' })
    expect((await drafted.edit(await paulaOf(drafted), { body: 'Mine.' })).json()).toMatchObject({
      code: 'client_approves',
    })
  })

  it.each(['client first', 'coach first'])('both, in either order: %s', async (order) => {
    const drafted = await draft(api, { consent: false })
    await rule(drafted, 'both')
    const sides = [await client(drafted), drafted.story.practice.owner]
    const [first, second] = order === 'client first' ? sides : sides.toReversed()
    expect((await drafted.approve(first)).json()).toMatchObject({ status: 'awaiting_approval', approvedAt: null })
    expect((await drafted.approve(first)).json()).toMatchObject({ status: 'awaiting_approval' })
    expect(await drafted.startsAt()).toBeUndefined()
    expect((await drafted.approve(second)).json()).toMatchObject({ status: 'scheduled' })
  })

  it.each<[string, (drafted: Drafted) => Promise<unknown>]>([
    ['a text', async (drafted) => drafted.edit(await paulaOf(drafted), { body: 'Behind her back.' })],
    ['until when the news is held back', (drafted) => drafted.correctLanding({ holdUntil: daysAhead(3) })],
  ])('both, of the same: whoever changes %s in between asks the first again', async (_, change) => {
    const drafted = await draft(api, { consent: false, landing: { holdUntil: daysAhead(10) } })
    await rule(drafted, 'both')
    const [own, coach] = [await client(drafted), drafted.story.practice.owner]
    await drafted.approve(own)
    await change(drafted)
    expect((await drafted.approve(coach)).json()).toMatchObject({ status: 'awaiting_approval' })
    expect((await drafted.approve(own)).json()).toMatchObject({ status: 'scheduled' })
  })

  it('both, and both again for what is changed afterwards', async () => {
    const drafted = await draft(api, { consent: false })
    await rule(drafted, 'both')
    const [own, coach] = [await client(drafted), drafted.story.practice.owner]
    await drafted.approve(own)
    await drafted.approve(coach)
    await drafted.edit(await paulaOf(drafted), { body: 'Better.' })
    expect(await drafted.announcement()).toMatchObject({ status: 'awaiting_approval', approvedAt: null, approvals: [] })
    expect(await drafted.startsAt()).toBeUndefined()
    await drafted.approve(coach)
    expect((await drafted.approve(own)).json()).toMatchObject({ status: 'scheduled' })
  })
})

describe('what became of it', () => {
  const outcome = ({ story }: Drafted, { id: subjectId }: Recipient, status: 'sent' | 'bounced') =>
    enterAsSystem(api.container.db, story.practice.practiceId, (trx) =>
      api.container.messageOwners['announcement_recipient']!.hear(trx, [{ subjectId, status }]),
    )
  /** What the agenda does. */
  const report = ({ story, id }: Drafted) =>
    enterAsSystem(api.container.db, story.practice.practiceId, (trx) =>
      reportAnnouncement(trx, api.container.office, id),
    )
  const reports = (drafted: Drafted) => mailsOf(drafted, 'announcement_report')

  it('client and coach hear it when the notes are out, and when everybody has been told: once each', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    await report(drafted)
    expect(await reports(drafted)).toEqual([])
    await outcome(drafted, await paulaOf(drafted), 'sent')
    await outcome(drafted, await drafted.recipient('Hugo Brandt'), 'bounced')
    await report(drafted)
    await report(drafted)
    const first = await reports(drafted)
    expect(first).toHaveLength(2)
    const toClient = first.find(({ to_address: to }) => to.startsWith('maya-'))!
    expect(toClient.text_body).toContain('1 of 7 people know the news by now')
    for (const name of ['Hugo Brandt', 'Omar Haddad, +49 30 1234567', 'Tom Berg'])
      expect(toClient.text_body).toContain(name)
    expect(toClient.text_body).toContain('It began with Tom Berg')
    for (const { id } of await drafted.openTasks())
      await drafted.call('POST', `/v1/tasks/${id}/done`, { offeredHelp: true })
    expect(await drafted.announcement()).toMatchObject({ status: 'completed' })
    await report(drafted)
    await report(drafted)
    const all = await reports(drafted)
    expect(all).toHaveLength(4)
    expect(all[0]!.text_body).toContain('7 of 7 people know the news')
  })

  it('while the client has no coach, an owner hears it in their place', async () => {
    const drafted = await draft(api)
    await api.database.admin.query('delete from client_access where client_id = $1', [drafted.story.clientId])
    await drafted.approve()
    await drafted.start()
    await outcome(drafted, await paulaOf(drafted), 'sent')
    await outcome(drafted, await drafted.recipient('Hugo Brandt'), 'sent')
    await report(drafted)
    expect(await reports(drafted)).toHaveLength(2)
  })
})
