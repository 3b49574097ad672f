import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simpleParser } from 'mailparser'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft, type Recipient } from '../support/drafted.ts'

/* What clients send with their own hands, and what becomes of those who answer. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
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

  it('has been talked with since, as any conversation counts', async () => {
    const drafted = await draft(api)
    const coverage = () => drafted.call('GET', `/v1/announcements/${drafted.id}/coverage`)
    expect((await coverage()).json()).toMatchObject({ keptInTouch: 0 })
    await replied(drafted, await drafted.recipient('Paula Okafor'))
    expect((await coverage()).json()).toMatchObject({ keptInTouch: 1, told: 1 })
    const log = await drafted.call(
      'GET',
      `/v1/clients/${drafted.story.clientId}/interactions?contactId=${drafted.story.contacts.paula}`,
    )
    expect(log.json<{ data: object[] }>().data[0]).toMatchObject({ type: 'email', direction: 'inbound' })
  })

  it('does not do so tomorrow', async () => {
    const drafted = await draft(api)
    const at = new Date(Date.now() + 86_400_000).toISOString()
    expect((await replied(drafted, await drafted.recipient('Paula Okafor'), { at })).json()).toMatchObject({
      errors: [{ pointer: '/at' }],
    })
  })
})
