import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { followFacts, followTemplate } from '../../src/modules/landings/following-facts.service.ts'
import type { PracticeTrx } from '../../src/infra/db/scope.ts'
import { createIntroduction } from '../../src/modules/introductions/introductions.service.ts'
import { land } from '../../src/modules/landings/landings.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft, type Recipient } from '../support/drafted.ts'
import { waitingForLocks } from '../support/locks.ts'
import { landingOf, tellStory } from '../support/search-story.ts'

/* What notes tell of, and are written by, changes in other rooms after the landing: nobody approves what they have not read. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

type WithFacts = Recipient & { facts: { fact: string; value: string | null }[] }

/** What the agenda does in a moment, if it was asked to. */
async function followed({ story }: Drafted): Promise<void> {
  const { practiceId } = story.practice
  const take = async (kind: string) =>
    (await api.database.admin.query(`delete from agenda where practice_id = $1 and kind = $2`, [practiceId, kind]))
      .rowCount
  await enterAsSystem(api.container.db, practiceId, async (trx) => {
    if (await take('announcement.template')) await followTemplate(trx)
  })
  expect(await take('announcement.facts')).toBe(1)
  await enterAsSystem(api.container.db, practiceId, (trx) => followFacts(trx, story.clientId))
}

/** What somebody who reads the draft sees: when anything of it last changed, and what they approve. */
async function shown({ id, call }: Drafted) {
  const announcement = await call('GET', `/v1/announcements/${id}`)
  const recipients = await call('GET', `/v1/announcements/${id}/recipients?limit=100`)
  return { etag: announcement.headers.etag, announcement: announcement.json(), recipients: recipients.json() }
}

/** What approving comes to for somebody who read the draft before this happened, and drafts followed. */
async function approvedAsRead(drafted: Drafted, happens: () => Promise<unknown>): Promise<number> {
  const url = `/v1/announcements/${drafted.id}`
  const { etag } = (await drafted.call('GET', url)).headers
  await happens()
  await followed(drafted)
  return (await drafted.call('POST', `${url}/approve`, {}, { headers: { 'if-match': etag as string } })).statusCode
}

const introducePaulaToRosa = ({ story }: Drafted) =>
  story.make(`/v1/contacts/${story.contacts.paula}/introductions`, {
    introducedContactId: story.contacts.rosa,
    introducedOn: story.daysAgo(45).day,
  })

describe('an introduction that is recorded after the landing', () => {
  it('is thanked for, and what was read before is not approved', async () => {
    const drafted = await draft(api)
    expect((await drafted.recipient('Paula Okafor')).body).not.toContain('Rosa')
    expect(await approvedAsRead(drafted, () => introducePaulaToRosa(drafted))).toBe(412)
    expect((await drafted.recipient('Paula Okafor')).body).toContain('Rosa')
  })

  it('that changes nobody’s text leaves the draft as it was read, texts that were edited included', async () => {
    const drafted = await draft(api)
    const { story } = drafted
    await drafted.edit(await drafted.recipient('Paula Okafor'), { body: 'Dear Paula, it worked.' })
    const introducedContactId = (await story.make(`/v1/clients/${story.clientId}/contacts`, { name: 'Nora Weiss' })).id
    const read = await shown(drafted)
    await story.make(`/v1/contacts/${story.contacts.stranger}/introductions`, { introducedContactId })
    await followed(drafted)
    expect(await shown(drafted)).toEqual(read)
  })

  it('cannot be missed by whoever approves before drafts have followed', async () => {
    const drafted = await draft(api)
    const { id, call } = drafted
    const read = await shown(drafted)
    await introducePaulaToRosa(drafted)
    const headers = { 'if-match': read.etag as string }
    const early = await call('POST', `/v1/announcements/${id}/approve`, {}, { headers })
    expect(early.json()).toMatchObject({ status: 409, code: 'changed_meanwhile' })
    expect(await shown(drafted)).toEqual(read)
    await followed(drafted)
    expect((await drafted.recipient('Paula Okafor')).body).toContain('Rosa')
    expect((await drafted.approve()).statusCode).toBe(200)
  })

  it('is shown to whoever made the text their own, and approving names the difference', async () => {
    const drafted = await draft(api)
    await drafted.edit(await drafted.recipient('Paula Okafor'), { body: 'Dear Paula, it worked.' })
    await introducePaulaToRosa(drafted)
    await followed(drafted)
    const changes = [{ fact: 'introduction', was: null, is: 'Rosa Lind' }]
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'needs_input', stale: { changes } })
    expect((await drafted.approve()).json()).toMatchObject({ status: 409, recipients: [{ stale: { changes } }] })
  })

  it('that is taken back is thanked for no more', async () => {
    const drafted = await draft(api)
    const { id } = await introducePaulaToRosa(drafted)
    await followed(drafted)
    await drafted.call('DELETE', `/v1/introductions/${id}`)
    await followed(drafted)
    expect((await drafted.recipient('Paula Okafor')).body).not.toContain('Rosa')
  })
})

describe('an interview that is recorded after the landing', () => {
  const record = ({ story }: Drafted) =>
    story.make(`/v1/opportunities/${story.opportunityId}/interviews`, {
      round: 2,
      occurredAt: story.daysAgo(10).instant,
      interviewers: [
        { name: 'Sven Olsen', role: 'Engineer', contactId: story.contacts.stranger },
        { name: 'Paula Okafor', role: 'Adviser', contactId: story.contacts.paula },
      ],
    })

  it('puts its interviewers on the list, and nobody there reads that somebody joined their company', async () => {
    const drafted = await draft(api)
    await record(drafted)
    await followed(drafted)
    for (const name of ['Sven Olsen', 'Paula Okafor'])
      expect(await drafted.recipient(name), name).toMatchObject({ insider: true, status: 'ready' })
  })

  it('changes nobody’s text once that was approved; who is new waits for somebody to look', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    const before = await drafted.recipient('Paula Okafor')
    await record(drafted)
    await followed(drafted)
    expect((await drafted.recipient('Paula Okafor')).body).toBe(before.body)
    expect(await drafted.recipient('Sven Olsen')).toMatchObject({ insider: true, status: 'pending' })
  })
})

it('a client who takes another name signs with it', async () => {
  const drafted = await draft(api)
  const rename = () => drafted.call('PATCH', `/v1/clients/${drafted.story.clientId}`, { name: 'Maya Lindqvist Berg' })
  expect(await approvedAsRead(drafted, rename)).toBe(412)
  const facts = ((await drafted.recipient('Paula Okafor')) as WithFacts).facts
  expect(facts).toContainEqual(expect.objectContaining({ fact: 'clientName', value: 'Maya Lindqvist Berg' }))
})

it('a template that is published between reading and approving goes out to nobody unread', async () => {
  const drafted = await draft(api)
  const { call } = drafted
  const source = (await call('GET', '/v1/templates/announcement')).json<{ subject: string; body: string }>()
  const version = { subject: source.subject, body: `Hear, hear.\n\n${source.body}`, language: 'de' }
  expect((await call('POST', '/v1/templates/announcement/versions', version)).statusCode).toBe(201)
  const publish = () => call('POST', '/v1/templates/announcement/versions/1/publish')
  await publish()
  expect((await drafted.approve()).json()).toMatchObject({ status: 409, code: 'changed_meanwhile' })
  expect(await approvedAsRead(drafted, publish)).toBe(412)
  const { id, body } = await drafted.recipient('Paula Okafor')
  expect(body).toMatch(/^Hear, hear\./)
  const preview = await call('GET', `/v1/announcement-recipients/${id}/preview`)
  expect(preview.json<{ html: string }>().html).toContain('<html lang="de">')
})

it('a client who reads dates in another way has them written so', async () => {
  const drafted = await draft(api)
  const change = () => drafted.call('PATCH', `/v1/clients/${drafted.story.clientId}`, { locale: 'en-GB' })
  expect(await approvedAsRead(drafted, change)).toBe(412)
})

describe('where nothing is being announced', () => {
  const entries = async ({ practiceId }: { practiceId: string }) => {
    const { rows } = await api.database.admin.query(
      `select client_id from agenda where practice_id = $1 and kind = 'announcement.facts'`,
      [practiceId],
    )
    return rows.length
  }

  it('nothing is put on the agenda', async () => {
    const { practice } = await tellStory(api)
    expect(await entries(practice)).toBe(0)
  })

  it('what is recorded while an announcement begins is not missed, whichever of the two comes first', async () => {
    for (const first of ['fact', 'landing'] as const) {
      const story = await tellStory(api)
      const record = (trx: PracticeTrx) =>
        createIntroduction(trx, story.contacts.paula, { introducedContactId: story.contacts.rosa })
      const begin = (trx: PracticeTrx) => land(trx, story.searchId, landingOf(story))
      const { practiceId } = story.practice
      const enter = (work: (trx: PracticeTrx) => Promise<unknown>) => enterAsSystem(api.container.db, practiceId, work)
      let other: Promise<unknown>
      await enter(async (trx) => {
        await (first === 'fact' ? record(trx) : begin(trx))
        other = enter(first === 'fact' ? begin : record)
        await expect.poll(() => waitingForLocks(api.database), { timeout: 10_000, interval: 20 }).toBe(1)
      })
      await other!
      const thanks = await api.database.admin.query(
        `select from announcement_recipients where contact_id = $1 and body like '%Rosa%'`,
        [story.contacts.paula],
      )
      expect(thanks.rows.length + (await entries(story.practice)), first).toBe(1)
    }
  })
})
