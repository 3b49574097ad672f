import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { newId } from '../../src/infra/security/ids.ts'
import { newRecipient } from '../../src/modules/announcements/drafting.service.ts'
import { insertRecipients } from '../../src/modules/announcements/recipients.repository.ts'
import { openTasks } from '../../src/modules/tasks/tasks.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft } from '../support/drafted.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const logCall = ({ story, call }: Drafted, contactId: string, more: Record<string, unknown> = {}) =>
  call('POST', `/v1/clients/${story.clientId}/interactions`, {
    type: 'call',
    occurredAt: story.daysAgo(30).instant,
    contacts: [{ contactId, ...more }],
  })

describe('a conversation that is logged after the landing', () => {
  it('brings its people onto the list', async () => {
    const drafted = await draft(api)
    expect((await logCall(drafted, drafted.story.contacts.stranger)).statusCode).toBe(201)
    expect(await drafted.recipient('Sven Olsen')).toMatchObject({ because: 'interacted', status: 'ready' })
  })

  it('is in the drafts, and no longer in an approval of what was read before', async () => {
    const drafted = await draft(api)
    const { headers } = await drafted.call('GET', `/v1/announcements/${drafted.id}`)
    await logCall(drafted, drafted.story.contacts.paula, { advice: { about: 'ask for the salary band first' } })
    expect((await drafted.recipient('Paula Okafor')).body).toContain('salary band')
    const late = await drafted.call(
      'POST',
      `/v1/announcements/${drafted.id}/approve`,
      {},
      { headers: { 'if-match': headers.etag as string } },
    )
    expect(late.statusCode).toBe(412)
  })

  it('writes to nobody by itself once that was approved, but forgets nobody', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await logCall(drafted, drafted.story.contacts.stranger)
    await drafted.start()
    expect(await drafted.recipient('Sven Olsen')).toMatchObject({ status: 'pending' })
    await drafted.act('pause')
    const seenTo = await drafted.edit(await drafted.recipient('Sven Olsen'), {})
    expect(seenTo.json()).toMatchObject({ status: 'ready' })
  })

  it('of another time is none of its business', async () => {
    const drafted = await draft(api)
    const { story } = drafted
    await drafted.call('POST', `/v1/clients/${story.clientId}/interactions`, {
      type: 'call',
      occurredAt: story.daysAgo(0).instant,
      contacts: [{ contactId: story.contacts.stranger }],
    })
    expect(await drafted.recipient('Sven Olsen')).toBeUndefined()
  })
})

describe('a landing that is corrected', () => {
  it('to another company makes its people insiders', async () => {
    const drafted = await draft(api, { landing: { company: 'Helios Wroks', opportunityId: undefined } })
    const before = await drafted.recipient('Hugo Brandt')
    expect(before.insider).toBe(false)
    await drafted.correctLanding({ company: 'Helio Works' })
    const after = await drafted.recipient('Hugo Brandt')
    expect(after.insider).toBe(true)
    expect(after.body).not.toContain('In case the name is new to you')
  })

  it('to another opportunity has another chain, which is called', async () => {
    const drafted = await draft(api, { landing: { opportunityId: undefined } })
    expect(await drafted.recipient('Karl Nowak')).toMatchObject({ onChain: false, channel: 'email' })
    await drafted.correctLanding({ opportunityId: drafted.story.opportunityId })
    expect(await drafted.recipient('Karl Nowak')).toMatchObject({ onChain: true, channel: 'call', status: 'ready' })
    await drafted.correctLanding({ opportunityId: null })
    expect(await drafted.recipient('Karl Nowak')).toMatchObject({ onChain: false, channel: 'email', status: 'ready' })
  })
})

describe('somebody’s own text, when the landing is corrected afterwards', () => {
  async function corrected() {
    const drafted = await draft(api)
    await drafted.edit(await drafted.recipient('Paula Okafor'), { subject: 'News', body: 'Dear Paula, it worked.' })
    await drafted.correctLanding({ position: 'Chief Operating Officer' })
    const paula = await drafted.recipient('Paula Okafor')
    expect(paula).toMatchObject({ status: 'needs_input', body: 'Dear Paula, it worked.' })
    return { ...drafted, paula }
  }

  it('is asked to be read again, and saved as it is or better', async () => {
    const { edit, paula, approve } = await corrected()
    expect((await approve()).json()).toMatchObject({ code: 'announcement_incomplete' })
    const saved = await edit(paula, { body: 'Dear Paula, it worked, and better than I thought.' })
    expect(saved.json()).toMatchObject({ status: 'ready', missing: [] })
    expect((await approve()).statusCode).toBe(200)
  })

  it('or the person is called instead', async () => {
    const { edit, paula, approve } = await corrected()
    const called = await edit(paula, { channel: 'call' })
    expect(called.json()).toMatchObject({ status: 'ready', channel: 'call', edited: false })
    expect((await approve()).statusCode).toBe(200)
  })
})

it('a landing that is corrected while people are being called changes what to tell them', async () => {
  const { approve, start, correctLanding, openTasks, recipients } = await draft(api)
  await approve()
  await start()
  const before = await openTasks()
  expect((await correctLanding({ position: 'Chief Operating Officer' })).statusCode).toBe(200)
  const after = await openTasks()
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  for (const { body } of after) expect(body).toContain('Chief Operating Officer')
  const called = (await recipients()).filter(({ channel }) => channel === 'call')
  expect(called.map(({ status }) => status)).toEqual(called.map(() => 'call_due'))
})

describe('a landing that is taken back', () => {
  it('leaves nobody to be called', async () => {
    const { story, call, recipients, edit, approve, start, openTasks } = await draft(api)
    for (const one of await recipients()) if (one.channel === 'email') await edit(one, { channel: 'call' })
    await approve()
    await start()
    expect(await openTasks()).toHaveLength(7)
    expect((await call('DELETE', `/v1/searches/${story.searchId}/landing`)).statusCode).toBe(204)
    expect(await openTasks()).toEqual([])
  })

  it('does not wait in a circle with who lets it begin: rows about its client can be written meanwhile', async () => {
    const { story, id, call } = await draft(api)
    const { admin } = api.database
    await admin.query('begin')
    await admin.query('select from announcements where id = $1 for update', [id])
    const taken = call('DELETE', `/v1/searches/${story.searchId}/landing`)
    const waiting = `select from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`
    await expect.poll(async () => (await admin.query(waiting)).rowCount, { timeout: 60_000 }).toBeGreaterThan(0)
    // As the foreign keys of messages do.
    await admin.query('select from clients where id = $1 for key share', [story.clientId])
    await admin.query('commit')
    expect((await taken).statusCode).toBe(204)
  })

  it('while its notes are being queued is one or the other', async () => {
    const { story, call, approve, start } = await draft(api)
    await approve()
    const [, taken] = await Promise.all([start(), call('DELETE', `/v1/searches/${story.searchId}/landing`)])
    const { rows } = await api.database.admin.query(`select from messages where practice_id = $1`, [
      story.practice.practiceId,
    ])
    expect(rows).toHaveLength(taken.statusCode === 204 ? 0 : 2)
  })
})

describe('more rows than a statement has parameters for', () => {
  it('of recipients', async () => {
    const { story, id: announcementId, recipients } = await draft(api)
    const { practiceId } = story.practice
    const { rows } = await api.database.admin.query<{ id: string }>(
      `insert into contacts (practice_id, client_id, name, name_key, created_at, updated_at)
       select $1, $2, 'Guest ' || n, 'guest ' || n, now(), now() from generate_series(1, 7000) n returning id`,
      [practiceId, story.clientId],
    )
    const added = await enterAsSystem(api.container.db, practiceId, (trx) =>
      insertRecipients(
        trx,
        rows.map(({ id: contactId }) => {
          const candidate = { contactId, email: null, preferredChannel: null, insider: false, suppressed: true }
          return newRecipient(trx, announcementId, story.clientId, candidate, { because: 'added', onChain: false })
        }),
      ),
    )
    expect(added).toHaveLength(7000)
    expect(await recipients()).toHaveLength(100)
  })

  it('of tasks and their events', async () => {
    const { practiceId } = await api.practice()
    const calls = Array.from({ length: 7000 }, () => ({
      kind: 'call' as const,
      subjectId: newId(),
      clientId: null,
      title: 'Call',
    }))
    await enterAsSystem(api.container.db, practiceId, (trx) => openTasks(trx, calls))
    const { rows } = await api.database.admin.query(
      `select (select count(*)::int from tasks where practice_id = $1) as tasks,
              (select count(*)::int from events where practice_id = $1) as events`,
      [practiceId],
    )
    expect(rows).toEqual([{ tasks: 7000, events: 7000 }])
  })
})
