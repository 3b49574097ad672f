import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { claimSlice } from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { daysAhead, type Drafted, draft } from '../support/drafted.ts'

/* A landing that is corrected while its notes go out: those that have not left say what is right. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function started(options: Parameters<typeof draft>[1] = {}): Promise<Drafted> {
  const drafted = await draft(api, options)
  await drafted.approve()
  await drafted.start()
  return drafted
}

const claim = ({ story }: Drafted) =>
  enterAsSystem(api.container.db, story.practice.practiceId, (trx) =>
    claimSlice(trx, api.container.messageOwners, { lane: 'bulk', limit: 100, leaseMs: 60_000 }),
  )

/** What will go out: recipient and text of every message that is not cancelled. */
async function outgoing({ call }: Drafted): Promise<Record<string, string>> {
  const list = await call('GET', '/v1/messages?limit=100')
  const { data } = list.json<{ data: { id: string; status: string; to: { name: string } }[] }>()
  const open = data.filter(({ status }) => status !== 'cancelled')
  const texts = open.map(async ({ id, to }) => {
    const { text } = (await call('GET', `/v1/messages/${id}/content`)).json<{ text: string }>()
    return [to.name, text] as const
  })
  expect(new Set(open.map(({ to }) => to.name)).size).toBe(open.length)
  return Object.fromEntries(await Promise.all(texts))
}

const better = { position: 'Chief Operating Officer' }

describe('corrected while it goes out', () => {
  it.each([
    ['queued', async () => undefined],
    ['claimed by a worker', claim],
  ])('notes that are %s are written anew, and go out once', async (_where, reach) => {
    const drafted = await started()
    await reach(drafted)
    expect((await drafted.correctLanding(better)).statusCode).toBe(200)
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'ready', messageId: null })
    await drafted.start()
    const texts = await outgoing(drafted)
    expect(Object.keys(texts).toSorted()).toEqual(['Hugo Brandt', 'Paula Okafor'])
    for (const text of Object.values(texts)) expect(text).toContain('Chief Operating Officer')
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'queued' })
  })

  it('one whose body is on the wire is left alone', async () => {
    const drafted = await started()
    const { messageId } = await drafted.recipient('Paula Okafor')
    await api.database.admin.query(`update messages set status = 'sending', body_started_at = now() where id = $1`, [
      messageId,
    ])
    await drafted.correctLanding(better)
    await drafted.start()
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'queued', messageId })
    const texts = await outgoing(drafted)
    expect(texts['Hugo Brandt']).toContain('Chief Operating Officer')
    expect(texts['Paula Okafor']).not.toContain('Chief Operating Officer')
  })

  it('somebody’s own words are read again first', async () => {
    const drafted = await draft(api)
    await drafted.edit(await drafted.recipient('Paula Okafor'), { body: 'Dear Paula, Head of Operations it is.' })
    await drafted.approve()
    await drafted.start()
    await drafted.correctLanding(better)
    await drafted.start()
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'needs_input' })
    expect(Object.keys(await outgoing(drafted))).toEqual(['Hugo Brandt'])
    await drafted.act('pause')
    const words = { body: 'Dear Paula, Chief Operating Officer it is.' }
    expect((await drafted.edit(await drafted.recipient('Paula Okafor'), words)).json()).toMatchObject({
      status: 'ready',
    })
    await drafted.act('resume')
    await drafted.start()
    expect((await outgoing(drafted))['Paula Okafor']).toContain(words.body)
  })

  it('people of the right company read what is for them', async () => {
    const drafted = await started({ landing: { company: 'Helios Wroks', opportunityId: undefined } })
    expect((await outgoing(drafted))['Hugo Brandt']).toContain('Helios Wroks')
    await drafted.correctLanding({ company: 'Helio Works' })
    await drafted.start()
    expect(await drafted.recipient('Hugo Brandt')).toMatchObject({ insider: true, status: 'queued' })
    expect((await outgoing(drafted))['Hugo Brandt']).not.toContain('In case the name is new to you')
  })

  it('what has not left waits when the news is held back', async () => {
    const drafted = await started()
    await drafted.correctLanding({ holdUntil: daysAhead(30) })
    await drafted.start()
    expect(await outgoing(drafted)).toEqual({})
    expect(await drafted.startsAt()).toBe(`${daysAhead(30)}T09:00:00.000Z`)
  })

  it('is refused to whoever could not approve it', async () => {
    const drafted = await started()
    const as = (await drafted.story.practice.member('assistant')).token
    const refused = await drafted.correctLanding(better, as)
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'announcement_closed_for_edits'])
    expect(Object.keys(await outgoing(drafted)).toSorted()).toEqual(['Hugo Brandt', 'Paula Okafor'])
  })
})

it('a fact with a template’s tag in it goes out to nobody', async () => {
  const { recipient, approve, correctLanding } = await draft(api, { landing: { position: 'Head of {{ department }}' } })
  expect(await recipient('Paula Okafor')).toMatchObject({ status: 'needs_input', missing: [{ fact: 'body' }] })
  expect((await approve()).json()).toMatchObject({ code: 'announcement_incomplete' })
  await correctLanding({ position: 'Head of Operations' })
  expect((await approve()).statusCode).toBe(200)
})

it('corrected while it is paused, the notes that go on are the right ones', async () => {
  const drafted = await started()
  await drafted.act('pause')
  await drafted.correctLanding(better)
  await drafted.act('resume')
  await drafted.start()
  const texts = await outgoing(drafted)
  expect(Object.keys(texts).toSorted()).toEqual(['Hugo Brandt', 'Paula Okafor'])
  for (const text of Object.values(texts)) expect(text).toContain('Chief Operating Officer')
})
