import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draft, type Recipient } from '../support/drafted.ts'
import type { Story } from '../support/search-story.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const call = (story: Story, method: string, url: string, body?: unknown, headers?: Record<string, string>) =>
  api.call(method, url, { as: story.practice.owner, body, headers })

const drafted = (options?: { consent?: boolean }) => draft(api, options)

describe('the draft', () => {
  it('has a recipient for everybody who was part of the search, and a call for the chain', async () => {
    const { recipients } = await drafted()
    const all = await recipients()
    expect(all.map((one) => [one.contactName, one.channel, one.insider, one.onChain, one.status]).sort()).toEqual([
      ['Hugo Brandt', 'email', true, false, 'ready'],
      ['Ines Ferro', 'call', false, true, 'ready'],
      ['Karl Nowak', 'call', false, true, 'ready'],
      ['Omar Haddad', 'call', false, false, 'ready'],
      ['Paula Okafor', 'email', false, false, 'ready'],
      ['Rosa Lind', 'call', false, false, 'ready'],
      ['Tom Berg', 'call', false, true, 'ready'],
    ])
  })

  it('writes what this person did, without a hole', async () => {
    const { recipients } = await drafted()
    const all = await recipients()
    const paula = all.find((one) => one.contactName === 'Paula Okafor')!
    expect(paula.body).toContain('Head of Operations')
    expect(paula.body).toContain('turnaround results')
    expect(paula.body).toContain('be more focused when talking about my background')
    expect(all.find((one) => one.insider)!.body).not.toContain('turnaround')
    for (const { body } of all) expect(body).not.toMatch(/undefined|null|\{\{|\{%| {2}/)
  })

  it('coverage adds up from the first day', async () => {
    const { story, id, recipients } = await drafted()
    await call(story, 'PATCH', `/v1/announcement-recipients/${(await recipients())[0]!.id}`, {
      skipReason: { code: 'asked_not_to', detail: 'He said so at lunch.' },
    })
    expect((await call(story, 'GET', `/v1/announcements/${id}/coverage`)).json()).toEqual({
      total: 7,
      told: 0,
      excused: 1,
      pending: 6,
      offeredHelp: 0,
      keptInTouch: 0,
    })
  })

  it('takes somebody added by hand, once', async () => {
    const { story, id, recipient } = await drafted()
    const added = await call(story, 'POST', `/v1/announcements/${id}/recipients`, {
      contactId: story.contacts.stranger,
    })
    expect(added.statusCode, added.body).toBe(201)
    expect(await recipient('Sven Olsen')).toMatchObject({ because: 'added', channel: 'email', status: 'ready' })
    const again = await call(story, 'POST', `/v1/announcements/${id}/recipients`, {
      contactId: story.contacts.stranger,
    })
    expect(again.json()).toMatchObject({ code: 'already_recipient' })
  })

  it('changing the channel changes the text', async () => {
    const { story, recipient } = await drafted()
    const before = await recipient('Rosa Lind')
    const after = (
      await call(story, 'PATCH', `/v1/announcement-recipients/${before.id}`, { channel: 'email' })
    ).json() as Recipient
    expect(after).toMatchObject({ channel: 'email', status: 'ready' })
    expect(after.body).not.toBe(before.body)
    const omar = await recipient('Omar Haddad')
    const refused = await call(story, 'PATCH', `/v1/announcement-recipients/${omar.id}`, { channel: 'email' })
    expect(refused.json()).toMatchObject({ code: 'address_missing' })
  })

  it('shows a note as its reader will get it', async () => {
    const { story, recipient } = await drafted()
    const { id } = await recipient('Paula Okafor')
    const preview = (await call(story, 'GET', `/v1/announcement-recipients/${id}/preview`)).json() as Record<
      string,
      string
    >
    expect(preview['from']).toMatch(/^Maya Lindqvist </)
    expect(preview['replyTo']).toMatch(/^maya-/)
    expect(preview['text']).toContain('rather not get notes')
    expect(preview['html']).toContain('<html')
    expect(`${preview['text']}${preview['html']}`).not.toContain('Northlight')
  })

  it('shows what is not mailed as it stands: nobody unsubscribes from a call', async () => {
    const { story, recipient } = await drafted()
    const { id, subject, body } = await recipient('Rosa Lind')
    expect((await call(story, 'GET', `/v1/announcement-recipients/${id}/preview`)).json()).toEqual({
      from: null,
      replyTo: null,
      to: null,
      subject,
      text: body,
      html: expect.not.stringContaining('/l/') as string,
    })
  })

  it('refuses a text with a hole that nobody would fill in', async () => {
    const { recipient, edit } = await drafted()
    const paula = await recipient('Paula Okafor')
    for (const [field, value] of [
      ['subject', 'News from {{ company }}'],
      ['body', 'Dear Paula,\n\n{% if news %}News!{% endif %}'],
    ] as const) {
      const refused = await edit(paula, { [field]: value })
      expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: `/${field}` }] })
    }
    expect((await edit(paula, { body: 'Dear Paula,\n\n{news} at 100 %.' })).statusCode).toBe(200)
  })
})

describe('approval', () => {
  it('needs the version that was read', async () => {
    const { story, id } = await drafted()
    expect((await call(story, 'POST', `/v1/announcements/${id}/approve`, {})).statusCode).toBe(428)
    const stale = await call(story, 'POST', `/v1/announcements/${id}/approve`, {}, { 'if-match': '"something-else"' })
    expect(stale.statusCode).toBe(412)
  })

  it('is refused while a text changed since it was read', async () => {
    const { story, id, recipient } = await drafted()
    const { headers } = await call(story, 'GET', `/v1/announcements/${id}`)
    await call(story, 'PATCH', `/v1/announcement-recipients/${(await recipient('Paula Okafor')).id}`, {
      body: 'Dear Paula,',
    })
    const late = await call(
      story,
      'POST',
      `/v1/announcements/${id}/approve`,
      {},
      { 'if-match': headers.etag as string },
    )
    expect(late.statusCode).toBe(412)
  })

  it('is the client’s, unless their consent is recorded', async () => {
    const { story, approve } = await drafted({ consent: false })
    expect((await approve()).json()).toMatchObject({ code: 'consent_missing' })
    const own = await approve(await story.practice.clientSession(story.clientId))
    expect(own.statusCode, own.body).toBe(200)
    expect(own.json()).toMatchObject({ status: 'scheduled', approvedBy: { kind: 'client', id: story.clientId } })
  })

  it('names the recipients whose texts have holes', async () => {
    const { story, approve, recipient } = await drafted()
    const paula = await recipient('Paula Okafor')
    await call(story, 'PATCH', `/v1/announcement-recipients/${paula.id}`, { body: 'Mine.' })
    await call(story, 'PATCH', `/v1/searches/${story.searchId}/landing`, { position: 'Chief of Staff' })
    const refused = await approve()
    expect(refused.statusCode).toBe(409)
    expect(refused.json()).toMatchObject({
      code: 'announcement_incomplete',
      recipients: [{ recipientId: paula.id, contactName: 'Paula Okafor', missing: [{ fact: 'body' }] }],
    })
  })

  it('puts the start on the agenda, not before the day that was asked for', async () => {
    const { story, id, approve } = await drafted()
    const holdUntil = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
    await call(story, 'PATCH', `/v1/searches/${story.searchId}/landing`, { holdUntil })
    expect((await approve()).json()).toMatchObject({ status: 'scheduled', scheduledFor: `${holdUntil}T09:00:00.000Z` })
    const { rows } = await api.database.admin.query('select due_at from agenda where subject_id = $1', [id])
    expect(rows).toEqual([{ due_at: new Date(`${holdUntil}T09:00:00.000Z`) }])
    const early = await call(story, 'PATCH', `/v1/announcements/${id}`, { scheduledFor: new Date().toISOString() })
    expect(early.json()).toMatchObject({ code: 'too_early' })
  })

  it('once approved is not approved again', async () => {
    const { approve } = await drafted()
    expect((await approve()).statusCode).toBe(200)
    expect((await approve()).json()).toMatchObject({ code: 'transition_refused' })
  })
})

describe('closing', () => {
  it('names who is pending', async () => {
    const { story, id, approve } = await drafted()
    await approve()
    await api.database.admin.query(`update announcements set status = 'sending' where id = $1`, [id])
    const refused = await call(story, 'POST', `/v1/announcements/${id}/close`)
    expect(refused.statusCode).toBe(409)
    expect((refused.json() as { recipients: unknown[] }).recipients).toHaveLength(7)
  })
})
