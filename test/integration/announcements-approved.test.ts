import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draft } from '../support/drafted.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/* What was approved goes out as it is, unless somebody changes it who could approve the change. */
describe('once approved', () => {
  it('an assistant changes neither texts, list nor hour', async () => {
    const { story, id, call, recipient, edit, approve, correctLanding } = await draft(api)
    const as = (await story.practice.member('assistant')).token
    await approve()
    const refusals = [
      await edit(await recipient('Paula Okafor'), { body: 'Behind her back.' }, as),
      await call('POST', `/v1/announcements/${id}/recipients`, { contactId: story.contacts.stranger }, { as }),
      await call('PATCH', `/v1/announcements/${id}`, { scheduledFor: null }, { as }),
      await correctLanding({ company: 'Behind Her Back' }, as),
    ]
    expect(refusals.map((response) => [response.statusCode, response.json<{ code: string }>().code])).toEqual(
      refusals.map(() => [409, 'announcement_closed_for_edits']),
    )
  })

  it('nor does a coach for whom the client has not agreed; the client does', async () => {
    const { story, recipient, edit, approve } = await draft(api, { consent: false })
    const client = await story.practice.clientSession(story.clientId)
    expect((await approve(client)).statusCode).toBe(200)
    const paula = await recipient('Paula Okafor')
    expect((await edit(paula, { body: 'In her name.' })).json()).toMatchObject({ code: 'consent_missing' })
    expect((await edit(paula, { body: 'In my own words.' }, client)).statusCode).toBe(200)
  })

  it('anybody may still excuse somebody', async () => {
    const { story, recipient, edit, approve } = await draft(api)
    const as = (await story.practice.member('assistant')).token
    await approve()
    const skipped = await edit(
      await recipient('Paula Okafor'),
      { skipReason: { code: 'asked_not_to', detail: 'At lunch.' } },
      as,
    )
    expect(skipped.json()).toMatchObject({ status: 'skipped' })
  })
})

it('a client does not approve in a practice whose owner’s address was never verified', async () => {
  const { story, approve } = await draft(api)
  const owner = story.practice.ownerId
  await api.database.admin.query(
    `update users set email_verified_at = null where id = (select user_id from members where id = $1)`,
    [owner],
  )
  const refused = await approve(await story.practice.clientSession(story.clientId))
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'email_unverified'])
})

it('nobody sends a test to an address that was never verified: it could be anybody’s', async () => {
  const { story, id, call, recipient } = await draft(api)
  await api.database.admin.query(
    `update users set email_verified_at = null where id = (select user_id from members where id = $1)`,
    [story.practice.ownerId],
  )
  const { id: recipientId } = await recipient('Paula Okafor')
  const refused = await call('POST', `/v1/announcements/${id}/test-send`, { recipientId })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'email_unverified'])
})

describe('who is told in another way after all', () => {
  it('by mail instead of a call: the call need not be made', async () => {
    const { recipient, edit, act, approve, start, openTasks } = await draft(api)
    await approve()
    await start()
    await act('pause')
    const rosa = await recipient('Rosa Lind')
    const edited = await edit(rosa, { channel: 'email' })
    expect(edited.json()).toMatchObject({ channel: 'email', status: 'ready' })
    expect(edited.json<{ body: string }>().body).not.toBe(rosa.body)
    await act('resume')
    await start()
    expect(await recipient('Rosa Lind')).toMatchObject({ status: 'queued' })
    expect((await openTasks()).filter(({ subjectId }) => subjectId === rosa.id)).toEqual([])
  })

  it('with words of one’s own: that call need not be made either', async () => {
    const { recipient, edit, act, approve, start, openTasks } = await draft(api)
    await approve()
    await start()
    await act('pause')
    const rosa = await recipient('Rosa Lind')
    await edit(rosa, { channel: 'email', subject: 'News', body: 'Dear Rosa, it worked.' })
    await act('resume')
    await start()
    expect((await openTasks()).filter(({ subjectId }) => subjectId === rosa.id)).toEqual([])
  })

  it('by a call when their address is gone, with a script for it', async () => {
    const { story, call, recipient, approve, start, openTasks } = await draft(api)
    await approve()
    await call('PATCH', `/v1/contacts/${story.contacts.paula}`, { email: null })
    await start()
    const paula = await recipient('Paula Okafor')
    expect(paula).toMatchObject({ channel: 'call', status: 'call_due' })
    expect((await openTasks()).find(({ subjectId }) => subjectId === paula.id)!.body).toContain('it’s Maya Lindqvist')
  })

  it('not by a second note when the first has left', async () => {
    const { recipient, edit, act, approve, start } = await draft(api)
    await approve()
    await start()
    const paula = await recipient('Paula Okafor')
    await api.database.admin.query(`update announcement_recipients set status = 'failed' where id = $1`, [paula.id])
    await edit(paula, { skipReason: { code: 'other', detail: 'It came back.' } })
    await act('pause')
    expect((await edit(paula, { skipReason: null })).json()).toMatchObject({ code: 'transition_refused' })
    const byPhone = await edit(paula, { skipReason: null, channel: 'call' })
    expect(byPhone.json()).toMatchObject({ status: 'ready', channel: 'call' })
    await act('resume')
    await start()
    expect(await recipient('Paula Okafor')).toMatchObject({ status: 'call_due' })
  })
})

it('two clicks on "done" at once are one call', async () => {
  const { call, approve, start, openTasks } = await draft(api)
  await approve()
  await start()
  const task = (await openTasks())[0]!
  const done = await Promise.all([1, 2, 3].map(() => call('POST', `/v1/tasks/${task.id}/done`, { offeredHelp: true })))
  expect(done.map((response) => response.json<{ status: string }>().status)).toEqual(['done', 'done', 'done'])
})
