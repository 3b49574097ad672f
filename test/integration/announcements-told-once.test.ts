import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { claimSlice } from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft } from '../support/drafted.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function started(): Promise<Drafted> {
  const drafted = await draft(api)
  await drafted.approve()
  await drafted.start()
  return drafted
}

/** Lets Paula's note end so, as the ledger would leave it. */
async function paulasNote({ recipient }: Drafted, status: 'failed' | 'uncertain') {
  const paula = await recipient('Paula Okafor')
  await api.database.admin.query(`update messages set status = $2 where id = $1`, [paula.messageId, status])
  await api.database.admin.query(`update announcement_recipients set status = $2 where id = $1`, [paula.id, status])
  return paula
}

describe('a note that failed is not sent once more', () => {
  it('when its reader was told over dinner', async () => {
    const drafted = await started()
    const paula = await paulasNote(drafted, 'failed')
    const told = { via: 'meeting', on: drafted.story.daysAgo(0).day, offeredHelp: true }
    await drafted.call('POST', `/v1/announcement-recipients/${paula.id}/told`, told)
    const again = await drafted.call('POST', `/v1/messages/${paula.messageId}/resend`)
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'transition_refused'])
    const message = await drafted.call('GET', `/v1/messages/${paula.messageId}`)
    expect(message.json()).toMatchObject({ status: 'failed' })
  })

  it('when the announcement was cancelled: the job may have fallen through', async () => {
    const drafted = await started()
    const paula = await paulasNote(drafted, 'uncertain')
    expect((await drafted.act('cancel')).statusCode).toBe(200)
    const again = await drafted.call('POST', `/v1/messages/${paula.messageId}/resend`)
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'transition_refused'])
  })

  it('but it is, when nothing speaks against it', async () => {
    const drafted = await started()
    const paula = await paulasNote(drafted, 'failed')
    expect((await drafted.call('POST', `/v1/messages/${paula.messageId}/resend`)).statusCode).toBe(200)
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'queued' })
  })
})

it('a landing is not taken back when a note may have arrived, whatever became of its reader', async () => {
  const drafted = await draft(api)
  for (const one of await drafted.recipients()) {
    if (one.contactName !== 'Paula Okafor') await drafted.edit(one, { channel: 'call' })
  }
  await drafted.approve()
  await drafted.start()
  const paula = await paulasNote(drafted, 'uncertain')
  await drafted.edit(paula, { skipReason: { code: 'other', detail: 'Who knows.' } })
  const refused = await drafted.call('DELETE', `/v1/searches/${drafted.story.searchId}/landing`)
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'people_have_been_told'])
})

describe('somebody whose address does not work', () => {
  const cameBack = { email: 'paula@people.example', scope: 'practice', reason: 'hard_bounce' }

  it('since before they came onto the list is called, not forgotten', async () => {
    const { id, call, story } = await draft(api)
    await call('POST', '/v1/suppressions', { ...cameBack, email: 'sven@people.example' })
    const added = await call('POST', `/v1/announcements/${id}/recipients`, { contactId: story.contacts.stranger })
    expect(added.json()).toMatchObject({ channel: 'call', status: 'ready' })
  })

  it('and who asked not to be written to besides, is left alone', async () => {
    const { id, call, story } = await draft(api)
    const suppress = (reason: string) =>
      call('POST', '/v1/suppressions', { ...cameBack, email: 'sven@people.example', reason })
    const answers = [await suppress('hard_bounce'), await suppress('manual'), await suppress('hard_bounce')]
    expect(answers.map((answer) => answer.json<{ reason: string }>().reason)).toEqual([
      'hard_bounce',
      'manual',
      'manual',
    ])
    const added = await call('POST', `/v1/announcements/${id}/recipients`, { contactId: story.contacts.stranger })
    expect(added.json()).toMatchObject({ status: 'suppressed' })
  })

  it('since the approval is called', async () => {
    const { call, approve, start, recipient, openTasks } = await draft(api)
    await approve()
    await call('POST', '/v1/suppressions', cameBack)
    await start()
    const paula = await recipient('Paula Okafor')
    expect(paula).toMatchObject({ channel: 'call', status: 'call_due' })
    expect((await openTasks()).find(({ subjectId }) => subjectId === paula.id)!.body).toContain('it’s Maya Lindqvist')
  })

  it('since their note was queued is called', async () => {
    const drafted = await started()
    await drafted.call('POST', '/v1/suppressions', cameBack)
    const { db, messageOwners } = api.container
    await enterAsSystem(db, drafted.story.practice.practiceId, (trx) =>
      claimSlice(trx, messageOwners, { lane: 'bulk', limit: 100, leaseMs: 60_000 }),
    )
    const paula = await drafted.recipient('Paula Okafor')
    expect(paula).toMatchObject({ status: 'bounced' })
    const task = (await drafted.openTasks()).find(({ subjectId }) => subjectId === paula.id)
    expect(task).toMatchObject({ kind: 'call' })
  })
})
