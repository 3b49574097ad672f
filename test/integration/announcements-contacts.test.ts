import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draft } from '../support/drafted.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

describe('a contact who is corrected after the draft', () => {
  it('is called by their right name, and what was read before is not approved', async () => {
    const { id, story, call, recipient } = await draft(api)
    const { headers } = await call('GET', `/v1/announcements/${id}`)
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { name: 'Pauline Okafor' })
    expect((await recipient('Pauline Okafor')).body).toContain('Pauline,')
    const late = await call(
      'POST',
      `/v1/announcements/${id}/approve`,
      {},
      { headers: { 'if-match': headers.etag as string } },
    )
    expect(late.statusCode).toBe(412)
  })

  it('is an insider if they work there', async () => {
    const { story, call, recipient } = await draft(api)
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { company: 'Helio Works' })
    expect(await recipient('Paula Okafor')).toMatchObject({ insider: true, because: 'interacted', channel: 'email' })
  })

  it('keeps the words that somebody wrote to them, who look again whether they call them right', async () => {
    const { story, call, edit, recipient } = await draft(api)
    await edit(await recipient('Paula Okafor'), { body: 'Dear Paula, it worked.' })
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { name: 'Pauline Okafor' })
    expect(await recipient('Pauline Okafor')).toMatchObject({ status: 'needs_input', body: 'Dear Paula, it worked.' })
  })

  it('is left as approved once that is done', async () => {
    const { story, call, approve, recipient } = await draft(api)
    await approve()
    const { body } = await recipient('Paula Okafor')
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { name: 'Pauline Okafor' })
    expect(await recipient('Pauline Okafor')).toMatchObject({ body })
  })

  it('gets a note that has not left at their right address, and there only', async () => {
    const { story, call, approve, start, recipient } = await draft(api)
    await approve()
    await start()
    const before = await recipient('Paula Okafor')
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { email: 'paula.okafor@people.example' })
    await start()
    const after = await recipient('Paula Okafor')
    expect(after).toMatchObject({ status: 'queued', body: before.body })
    expect((await call('GET', `/v1/messages/${before.messageId}`)).json()).toMatchObject({ status: 'cancelled' })
    expect((await call('GET', `/v1/messages/${after.messageId}`)).json()).toMatchObject({
      status: 'queued',
      to: { address: 'paula.okafor@people.example' },
    })
  })

  it('is called when their address turns out to be wrong while the note waits', async () => {
    const { story, call, act, approve, start, recipient } = await draft(api)
    await approve()
    await start()
    await act('pause')
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { email: null })
    await act('resume')
    await start()
    expect(await recipient('Paula Okafor')).toMatchObject({ channel: 'call', status: 'call_due' })
  })
})

describe('somebody who must not be contacted any more', () => {
  it('is excused, and nobody calls them', async () => {
    const { story, call, recipient, approve, start, openTasks } = await draft(api)
    await approve()
    await start()
    await call('PATCH', `/v1/contacts/${story.contacts.rosa}`, { doNotContact: true })
    const rosa = await recipient('Rosa Lind')
    expect(rosa.status).toBe('suppressed')
    expect((await openTasks()).filter(({ subjectId }) => subjectId === rosa.id)).toEqual([])
  })

  it('stays told', async () => {
    const { story, call, recipient } = await draft(api)
    const rosa = await recipient('Rosa Lind')
    const told = { via: 'call', on: story.daysAgo(0).day, offeredHelp: true }
    await call('POST', `/v1/announcement-recipients/${rosa.id}/told`, told)
    await call('PATCH', `/v1/contacts/${story.contacts.rosa}`, { doNotContact: true })
    expect(await recipient('Rosa Lind')).toMatchObject({ status: 'told' })
  })
})
