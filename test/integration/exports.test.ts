import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { newId } from '../../src/infra/security/ids.ts'
import { expireExport, writeNextChunk } from '../../src/modules/exports/exports.service.ts'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type ExportAnswer, exporterOf, workOffExports } from '../support/exported.ts'
import { workOffPlans } from '../support/follow-ups.ts'
import { waitingForLocks } from '../support/locks.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

let api: TestApi
let story: Story
beforeAll(async () => {
  api = await startTestApi()
  story = await tellStory(api)
  await story.make(`/v1/searches/${story.searchId}/landing`, landingOf(story))
  for (const person of oddPeople) await story.make(`/v1/clients/${story.clientId}/contacts`, person)
})
afterAll(() => api.stop())

/** Whatever may go wrong between two programs. */
const oddPeople = [
  {
    name: '=HYPERLINK("http://evil.example")',
    notes: '+1 is not a formula\n\n"quoted", and; separated',
    tags: ['a, b'],
  },
  { name: 'Holler', company: 'Holler; Daughters, Ltd \\\\ Sons', notes: 'ends in \\\\; truly' },
  { name: "'=already marked", title: "''-twice", company: '＝full width', tags: ['one', 'two; three', 'four'] },
  { name: 'שירה בן־עמי', location: 'תל אביב', howMet: 'באוטובוס', timeZone: 'Asia/Jerusalem', tags: ['חברים'] },
  {
    name: 'Two Lines',
    title: '5" disks',
    company: 'Back\\',
    howMet: 'She said "hello',
    notes: 'one\ntwo',
    tags: ['odd \\', 'last'],
  },
  {
    name: '田中 美咲 👩‍👩‍👧‍👦',
    notes: `${'長い文章です。'.repeat(60)} back\\slash \\n not a newline`,
    tags: ['x ::: y'.slice(0, 1)],
  },
  {
    name: 'Dr. Ada "Countess" O’Neil, Jr.; PhD',
    email: 'ada+export@people.example',
    phone: '+49 30 1234567',
    profileUrl: 'https://people.example/ada?x=1,2;3',
    tier: 'inner',
    preferredChannel: 'call',
    thingsToRemember: 'Daughter: "Lucía", born 2010;\nlikes -1 + 1',
    doNotContact: true,
    nextFollowUpOn: '2027-02-28',
  },
]

const exporter = (clientId = story.clientId) =>
  exporterOf(api, { practiceId: story.practice.practiceId, token: story.practice.owner, clientId })
const read = async <T>(url: string) => (await api.call('GET', url, { as: story.practice.owner })).json<T>()

/** The people of a client, without what only their history says. */
async function peopleOf(clientId: string) {
  const { data } = await read<{ data: Record<string, unknown>[] }>(`/v1/clients/${clientId}/contacts?limit=100`)
  const history = ['id', 'clientId', 'createdAt', 'updatedAt', 'effort', 'primaryIntroducer', 'firstInteractionAt', 'lastInteractionAt'] // prettier-ignore
  return data.map((contact) =>
    Object.fromEntries(Object.entries(contact).filter(([field]) => !history.includes(field))),
  )
}

describe('202', () => {
  it('is written by a worker; then there is a link to it, which ends', async () => {
    const response = await exporter().start('csv')
    expect(response.statusCode, response.body).toBe(202)
    const { id } = response.json<ExportAnswer>()
    expect(response.headers.location).toBe(`/v1/exports/${id}`)
    expect(await exporter().read(id)).toMatchObject({ status: 'queued', processed: 0, downloadUrl: null })
    await workOffExports(api, story.practice.practiceId)
    const done = await exporter().read(id)
    expect(done).toMatchObject({ status: 'done', processed: 15, total: 15 })

    const file = await exporter().download(done.downloadUrl!)
    expect(file.statusCode).toBe(200)
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(done.bytes),
      'cache-control': 'no-store',
    })
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="network-[\d-]+\.csv"$/)
    expect((await exporter().download(done.downloadUrl!.replace(/.$/, '!'))).statusCode).toBe(404)

    await enterAsSystem(api.container.db, story.practice.practiceId, (trx) => expireExport(trx, id))
    expect((await exporter().download(done.downloadUrl!)).statusCode).toBe(404)
    await api.database.admin.query('update exports set expires_at = now() where id = $1', [id])
    expect(await exporter().read(id)).toMatchObject({ status: 'done', downloadUrl: null })
  })

  it('is for the client as well', async () => {
    const token = await story.practice.clientSession(story.clientId)
    const mine = exporterOf(api, { practiceId: story.practice.practiceId, token, clientId: story.clientId })
    expect(await mine.take('vcard')).toContain('FN:Tom Berg')
  })
})

it('progress is told until the end', async () => {
  const { id } = (await exporter().start('csv')).json<ExportAnswer>()
  const origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { authorization: `Bearer ${story.practice.owner}` }
  const stream = await fetch(`${origin}/v1/exports/${id}/stream`, { headers })
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await workOffExports(api, story.practice.practiceId)
  const events = (await stream.text()).split('\n\n').filter((event) => event.startsWith('event: '))
  expect(events[0]).toMatch(/^event: progress\ndata: {.*"status":"queued"/)
  expect(events.at(-1)).toMatch(/^event: end\ndata: {.*"status":"done".*"downloadUrl":"http/)
  expect((await fetch(`${origin}/v1/exports/${story.clientId}/stream`, { headers })).status).toBe(404)
})

describe('the file', () => {
  it('as JSON has everything of the client', async () => {
    const file = JSON.parse(await exporter().take('json')) as Record<string, Record<string, unknown>[]>
    expect(file).toMatchObject({ format: 'cadre', version: 1, client: { id: story.clientId, name: 'Maya Lindqvist' } })
    const counts = Object.fromEntries(Object.entries(file).flatMap(([part, rows]) => (Array.isArray(rows) ? [[part, rows.length]] : []))) // prettier-ignore
    expect(counts).toEqual({
      contacts: 15, introductions: 2, interactions: 6, searches: 1, opportunities: 1, interviews: 1, landings: 1, helpOffers: 0, cadencePolicies: 0, interactionDrafts: 0,
    }) // prettier-ignore
    expect(file['interactions']).toContainEqual(
      expect.objectContaining({
        type: 'video_call',
        contacts: [
          expect.objectContaining({
            name: 'Paula Okafor',
            advice: expect.objectContaining({ about: 'lead with turnaround results' }),
          }),
        ],
      }),
    )
  })

  it('as CSV starts no formula', async () => {
    const cells = (await exporter().take('csv')).split(/[,\n]/).map((cell) => cell.replace(/^\ufeff?"?/, ''))
    expect(cells.filter((cell) => /^[=+\-@＝＋－＠]/u.test(cell))).toEqual([])
  })

  it.each(['csv', 'vcard'])('as %s, imported again, makes an equal network', async (format) => {
    await workOffPlans(api, story.practice.practiceId)
    const file = await exporter().take(format)
    const other = await story.make('/v1/clients', { name: 'Again', email: `${format}@example.test`, timeZone: 'UTC' })
    const at = { practiceId: story.practice.practiceId, token: story.practice.owner, clientId: other.id }
    const imported = await importerOf(api, at).bringIn(file)
    expect(imported).toMatchObject({ status: 'done', outcomes: { create: 15, update: 0, duplicate: 0, reject: 0 } })
    await workOffPlans(api, story.practice.practiceId)
    expect(await peopleOf(other.id)).toEqual(await peopleOf(story.clientId))
    const again = await importerOf(api, { ...at, clientId: story.clientId }).bringIn(file)
    // What is planned is in the file, and no day that anybody chose.
    expect(again, 'changes nothing where it came from').toMatchObject({ outcomes: { create: 0, update: 0, reject: 0 } })
  })

  it('as vCard keeps to lines of 75 bytes', async () => {
    const lines = (await exporter().take('vcard')).split('\r\n')
    expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([])
  })

  it('as a calendar says what happened, when it was, wherever it is read', async () => {
    const file = await exporter().take('ics')
    const events = new ICAL.Component(ICAL.parse(file) as [string, [], []]).getAllSubcomponents('vevent')
    expect(events).toHaveLength(6)
    const meeting = events
      .map((event) => new ICAL.Event(event))
      .find(({ summary }) => summary === 'Meeting with Karl Nowak')!
    const { data } = await read<{ data: { occurredAt: string }[] }>(`/v1/contacts/${story.contacts.karl}/interactions`)
    const seconds = (instant: Date) => Math.floor(instant.getTime() / 1000)
    expect(seconds(meeting.startDate.toJSDate())).toBe(seconds(new Date(data[0]!.occurredAt)))
    expect(meeting.duration.toSeconds()).toBe(90 * 60)
    expect(events.every((event) => /^DTSTART:\d{8}T\d{6}Z$/m.test(event.toString()))).toBe(true)
  })

  it('is whole, and nothing is twice in it, however many write it', async () => {
    const { practiceId } = story.practice
    const large = await story.make('/v1/clients', { name: 'Large', email: 'large@example.test', timeZone: 'UTC' })
    await api.database.admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, created_at, updated_at)
       select $1, $2, 'Person ' || n, 'person ' || n, now(), now() from generate_series(1, 2600) n`,
      [practiceId, large.id],
    )
    const file = await exporter(large.id).take('csv', 3)
    const names = file.split('\r\n').slice(1, -1).map((line) => line.split(',')[0]) // prettier-ignore
    expect(names).toHaveLength(2600)
    expect(new Set(names).size).toBe(2600)
  })
})

describe('while somebody is forgotten', () => {
  const post = (url: string) => api.call('POST', url, { as: story.practice.owner })
  const write = (exportId: string) => (trx: PracticeTrx) => writeNextChunk(trx, api.container.office, exportId)
  const inPractice = <T>(work: (trx: PracticeTrx) => Promise<T>) =>
    enterAsSystem(api.container.db, story.practice.practiceId, work)

  /** A client with more people than are written at a time, one of whom is written first. */
  async function startLarge() {
    const client = { name: 'Large', email: `${newId()}@example.test`, timeZone: 'UTC' }
    const { id: clientId } = await story.make('/v1/clients', client)
    const first = await story.make(`/v1/clients/${clientId}/contacts`, { name: 'Quillon Zephyrine' })
    await api.database.admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, created_at, updated_at)
       select $1, $2, 'Person ' || n, 'person ' || n, now(), now() from generate_series(1, 600) n`,
      [story.practice.practiceId, clientId],
    )
    const { id } = (await exporter(clientId).start('json')).json<ExportAnswer>()
    return { id, clientId, erase: () => post(`/v1/contacts/${first.id}/erase`) }
  }

  async function expectWholeWithout({ id, clientId }: { id: string; clientId: string }): Promise<void> {
    await workOffExports(api, story.practice.practiceId)
    const { downloadUrl, bytes, processed } = await exporter(clientId).read(id)
    const { body } = await exporter(clientId).download(downloadUrl!)
    expect((JSON.parse(body) as { contacts: unknown[] }).contacts).toHaveLength(processed)
    expect(Buffer.byteLength(body)).toBe(bytes)
    expect(body).not.toContain('Quillon')
  }

  it('a file that is half written begins anew, without them', async () => {
    const large = await startLarge()
    expect(await inPractice(write(large.id))).toBe(true)
    expect((await large.erase()).statusCode).toBe(204)
    await expectWholeWithout(large)
  })

  it('so does one that is just being written', async () => {
    const large = await startLarge()
    let erased: ReturnType<typeof large.erase>
    await inPractice(async (trx) => {
      await write(large.id)(trx)
      erased = large.erase()
      await expect.poll(() => waitingForLocks(api.database), { timeout: 10_000, interval: 20 }).toBe(1)
    })
    expect((await erased!).statusCode).toBe(204)
    await expectWholeWithout(large)
  })

  it('a file that is there has no link any more', async () => {
    const large = await startLarge()
    await workOffExports(api, story.practice.practiceId)
    await large.erase()
    expect(await exporter(large.clientId).read(large.id)).toMatchObject({ status: 'done', downloadUrl: null })
  })
})
