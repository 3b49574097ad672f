import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simpleParser } from 'mailparser'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft, type Recipient } from '../support/drafted.ts'
import { signedPost } from '../support/signed-post.ts'

/* What clients send with their own hands, and what becomes of those who answer. */

const eventsSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ MAIL_EVENTS_SECRET: eventsSecret })
})
afterAll(() => api.stop())

async function paulaBy(
  channel: 'letter' | 'self',
  words: object = {},
): Promise<{ drafted: Drafted; paula: Recipient }> {
  const drafted = await draft(api)
  const edited = await drafted.edit(await drafted.recipient('Paula Okafor'), { channel, ...words })
  return { drafted, paula: edited.json<Recipient>() }
}

describe('a letter', () => {
  it('is a page for the printer: its sheet, its writer, its day, and the text as it stands', async () => {
    const { drafted, paula } = await paulaBy('letter', {
      subject: 'x',
      body: 'Dear Paula,\n\n<it> worked & so.\n\nMaya',
    })
    const url = `/v1/announcement-recipients/${paula.id}/letter`
    const page = await drafted.call('GET', url, undefined, { headers: { accept: 'text/html' } })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('@page')
    expect(page.body).toContain('&lt;it&gt; worked &amp; so.')
    expect(page.body).not.toMatch(/opt|unsubscribe|\/l\//)
    expect((await drafted.call('GET', url)).json()).toMatchObject({ from: 'Maya Lindqvist', to: 'Paula Okafor' })
  })

  it('is posted by hand: a task, which tells that they were told and offered help', async () => {
    const { drafted, paula } = await paulaBy('letter')
    await drafted.approve()
    await drafted.start()
    const task = (await drafted.openTasks()).find(({ subjectId }) => subjectId === paula.id)!
    expect(task).toMatchObject({ kind: 'draft', body: paula.body })
    await drafted.call('POST', `/v1/tasks/${task.id}/done`, {})
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'told', offeredHelp: true })
  })

  it('is no letter when they are told another way', async () => {
    const drafted = await draft(api)
    const paula = await drafted.recipient('Paula Okafor')
    for (const what of ['letter', 'draft']) {
      const refused = await drafted.call('GET', `/v1/announcement-recipients/${paula.id}/${what}`)
      expect(refused.json()).toMatchObject({ status: 409, code: 'told_another_way' })
    }
  })
})

describe('a note from the client’s own mailbox', () => {
  const words = { subject: 'It worked, “Paula”', body: 'Dear Paula,\n\n100 % & more = true?\n\nMaya' }

  it('opens in any mail program, by a link or as a file', async () => {
    const { drafted, paula } = await paulaBy('self', words)
    const url = `/v1/announcement-recipients/${paula.id}/draft`
    const { mailto } = (await drafted.call('GET', url)).json<{ mailto: string }>()
    const link = new URL(mailto)
    expect([link.protocol, link.pathname]).toEqual(['mailto:', 'paula@people.example'])
    expect(mailto).not.toContain('+')
    expect(link.searchParams.get('subject')).toBe(words.subject)
    expect(link.searchParams.get('body')).toBe(words.body.replaceAll('\n', '\r\n'))

    const file = await drafted.call('GET', url, undefined, { headers: { accept: 'message/rfc822' } })
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${paula.id}.eml"`)
    const mail = await simpleParser(file.rawPayload)
    expect(mail.headers.get('x-unsent')).toBe('1')
    expect(mail.from!.text).toMatch(/^"Maya Lindqvist" <maya-/)
    expect(mail.subject).toBe(words.subject)
    expect(mail.text!.trimEnd()).toBe(words.body)
    expect(mail.headers.has('list-unsubscribe')).toBe(false)
  })
})

describe('somebody who answers', () => {
  const replied = (drafted: Drafted, { id }: Recipient, body: object = {}, as?: string) =>
    drafted.call('POST', `/v1/announcement-recipients/${id}/replied`, body, as ? { as } : {})

  it('is not called, though their note came back', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    const omar = await drafted.recipient('Omar Haddad')
    const answer = await replied(drafted, omar, { summary: 'Heard it from Tom, is glad.' })
    expect(answer.json()).toMatchObject({
      status: 'told',
      told: { via: 'email' },
      repliedOn: drafted.story.daysAgo(0).day,
    })
    expect((await drafted.openTasks()).filter(({ subjectId }) => subjectId === omar.id)).toEqual([])
  })

  it('gets no note that has not left', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    const paula = await drafted.recipient('Paula Okafor')
    expect(paula.status).toBe('queued')
    await replied(drafted, paula)
    await drafted.start()
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'told', messageId: null })
    const message = await drafted.call('GET', `/v1/messages/${paula.messageId!}`)
    expect(message.json()).toMatchObject({ status: 'cancelled' })
  })

  describe('by mail', () => {
    const answerTo = (messageId: string, more = '') =>
      `From: Paula Okafor <paula@people.example>\r\nIn-Reply-To: ${messageId}\r\nSubject: Re: News\r\n${more}\r\nHow lovely!\n> You wrote\n`
    async function bounced() {
      const drafted = await draft(api)
      await drafted.approve()
      await drafted.start()
      const paula = await drafted.recipient('Paula Okafor')
      const { practiceId } = drafted.story.practice
      const read = await drafted.call('GET', `/v1/messages/${paula.messageId!}`)
      await enterAsSystem(api.container.db, practiceId, async (trx) =>
        api.container.messageOwners['announcement_recipient']!.hear(trx, [
          { subjectId: paula.id, status: 'sent' },
          { subjectId: paula.id, status: 'bounced' },
        ]),
      )
      const calls = async () =>
        (await drafted.openTasks()).filter(({ kind, subjectId }) => kind === 'call' && subjectId === paula.id)
      expect(await calls()).toHaveLength(1)
      const hand = (raw: string) =>
        signedPost(api, '/v1/inbound-mail/generic', raw, { secret: eventsSecret, type: 'message/rfc822' })
      const passedOn = async () =>
        (await drafted.call('GET', '/v1/messages?kind=answer_passed_on')).json<{ data: { id: string }[] }>().data
      return { drafted, calls, hand, passedOn, messageId: read.json<{ messageId: string }>().messageId }
    }

    it('is called no more, and the client reads what they wrote', async () => {
      const { drafted, calls, hand, passedOn, messageId } = await bounced()
      await hand(answerTo(messageId))
      await hand(answerTo(messageId))
      expect(await calls()).toEqual([])
      expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'told' })
      const [mail, ...more] = await passedOn()
      expect(more).toEqual([])
      expect(mail).toMatchObject({ from: { name: 'Paula Okafor' }, to: { name: 'Maya Lindqvist' }, replyTo: 'paula@people.example' }) // prettier-ignore
      const content = await drafted.call('GET', `/v1/messages/${mail!.id}/content`)
      expect(content.json<{ text: string }>().text).toMatch(/^How lovely!/)
      const url = `/v1/clients/${drafted.story.clientId}/interactions?contactId=${drafted.story.contacts.paula}`
      const log = (await drafted.call('GET', url)).json<{ data: object[] }>().data
      expect(log[0]).toMatchObject({ type: 'email', direction: 'inbound', summary: 'How lovely!' })
      await drafted.call('POST', `/v1/contacts/${drafted.story.contacts.paula}/erase`)
      const forgotten = await drafted.call('GET', `/v1/messages/${mail!.id}/content`)
      expect(forgotten.body).not.toContain('How lovely!')
    })

    it.each([
      'Auto-Submitted: auto-replied\r\n',
      'X-Autoreply: yes\r\n',
      'Precedence: bulk\r\nX-Auto-Response-Suppress: All\r\n',
    ])('is called all the same when a machine answered: %s', async (header) => {
      const { calls, hand, passedOn, messageId } = await bounced()
      await hand(answerTo(messageId, header))
      expect(await calls()).toHaveLength(1)
      expect(await passedOn()).toEqual([])
    })
  })

  it('has been talked with since, as any conversation counts', async () => {
    const drafted = await draft(api)
    const coverage = () => drafted.call('GET', `/v1/announcements/${drafted.id}/coverage`)
    expect((await coverage()).json()).toMatchObject({ keptInTouch: 0 })
    await replied(drafted, await drafted.recipient('Paula Okafor'))
    expect((await coverage()).json()).toMatchObject({ keptInTouch: 0, told: 1 })
    const log = await drafted.call(
      'GET',
      `/v1/clients/${drafted.story.clientId}/interactions?contactId=${drafted.story.contacts.paula}`,
    )
    expect(log.json<{ data: object[] }>().data[0]).toMatchObject({ type: 'email', direction: 'inbound' })
  })

  it('is kept in touch with once the client turns to them, after the day on which they were told', async () => {
    const drafted = await draft(api)
    const { clientId, contacts, daysAgo } = drafted.story
    const paula = await drafted.recipient('Paula Okafor')
    const kept = async () =>
      (await drafted.call('GET', `/v1/announcements/${drafted.id}/coverage`)).json<{ keptInTouch: number }>()
        .keptInTouch
    const log = (direction: string, occurredAt: string) =>
      drafted.call('POST', `/v1/clients/${clientId}/interactions`, { type: 'call', direction, occurredAt, contacts: [{ contactId: contacts.paula }] }) // prettier-ignore
    const told = await drafted.call('POST', `/v1/announcement-recipients/${paula.id}/told`, { via: 'call', on: daysAgo(0).day, offeredHelp: false }) // prettier-ignore
    expect(told.statusCode, told.body).toBe(200)
    await log('outbound', new Date().toISOString())
    expect(await kept()).toBe(0)
    await api.database.admin.query(`update announcement_recipients set told_on = told_on - 1 where id = $1`, [paula.id])
    expect(await kept()).toBe(1)
  })

  it('does not do so tomorrow', async () => {
    const drafted = await draft(api)
    const at = new Date(Date.now() + 86_400_000).toISOString()
    expect((await replied(drafted, await drafted.recipient('Paula Okafor'), { at })).json()).toMatchObject({
      errors: [{ pointer: '/at' }],
    })
  })
})
