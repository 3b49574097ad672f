import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft } from '../support/drafted.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** A started announcement, and the opt-out address in the note to Paula, who has got it. */
async function started(): Promise<Drafted & { address: string }> {
  const drafted = await draft(api)
  await drafted.approve()
  await drafted.start()
  const { id, messageId } = await drafted.recipient('Paula Okafor')
  await api.database.admin.query(`update messages set status = 'sent' where id = $1`, [messageId])
  await api.database.admin.query(`update announcement_recipients set status = 'sent' where id = $1`, [id])
  const { rows } = await api.database.admin.query<{ text: string }>(
    'select text_body as text from messages where id = $1',
    [messageId],
  )
  const { text } = rows[0]!
  return { ...drafted, address: /http:\/\/cadre\.test(\/l\/\S+)/.exec(text)![1]! }
}

const post = (url: string, contentType: string, payload: string) =>
  api.app.inject({ method: 'POST', url, headers: { 'content-type': contentType }, payload })
const oneClick = (url: string) => post(url, 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click')

async function suppressed({ story }: Drafted): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ email: string }>(
    'select email from suppressions where practice_id = $1 order by email',
    [story.practice.practiceId],
  )
  return rows.map(({ email }) => email)
}

describe('one click (RFC 8058)', () => {
  it.each([
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart/form-data; boundary=next',
      '--next\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--next--\r\n',
    ],
  ])('as %s', async (contentType, body) => {
    const note = await started()
    expect((await post(note.address, contentType, body)).statusCode).toBe(200)
    expect(await suppressed(note)).toEqual(['paula@people.example'])
  })

  it('reading the page changes nothing', async () => {
    const note = await started()
    expect((await api.app.inject({ method: 'GET', url: note.address })).statusCode).toBe(200)
    expect(await suppressed(note)).toEqual([])
  })

  it('holds for the address that the note went to and for the one that the contact has by now', async () => {
    const note = await started()
    await note.call('PATCH', `/v1/contacts/${note.story.contacts.paula}`, { email: 'paula@elsewhere.example' })
    await oneClick(note.address)
    expect(await suppressed(note)).toEqual(['paula@elsewhere.example', 'paula@people.example'])
  })

  it('holds for whom two contacts turned out to be, by the link in either note', async () => {
    const note = await started()
    const { call, story } = note
    const { contacts } = story
    const { id: hugoId } = await note.recipient('Hugo Brandt')
    await api.database.admin.query(`update announcement_recipients set status = 'sent' where id = $1`, [hugoId])
    const merged = await call('POST', `/v1/contacts/${contacts.hugo}/merge`, { from: [contacts.paula] })
    expect(merged.statusCode, merged.body).toBe(200)
    expect((await api.app.inject({ method: 'GET', url: note.address })).statusCode).toBe(200)
    expect((await oneClick(note.address)).statusCode).toBe(200)
    expect(await suppressed(note)).toEqual(['hugo@people.example', 'paula@people.example'])
  })

  it('answers one who was erased as anybody, and writes down nothing of them', async () => {
    const note = await started()
    const erased = await note.call('POST', `/v1/contacts/${note.story.contacts.paula}/erase`)
    expect(erased.statusCode, erased.body).toBeLessThan(300)
    expect((await api.app.inject({ method: 'GET', url: note.address })).statusCode).toBe(200)
    expect((await oneClick(note.address)).statusCode).toBe(200)
    expect(await suppressed(note)).toEqual([])
  })

  it('holds when the contact has no address any more', async () => {
    const note = await started()
    await note.call('PATCH', `/v1/contacts/${note.story.contacts.paula}`, { email: null })
    await oneClick(note.address)
    expect(await suppressed(note)).toEqual(['paula@people.example'])
  })
})

it('an altered address stops nobody', async () => {
  const note = await started()
  const other = await started()
  const altered = [
    note.address.slice(0, -1),
    `${note.address}x`,
    `${note.address.slice(0, 80)}${other.address.slice(80)}`,
    `${note.address.slice(0, 30)}${other.address.slice(30)}`,
  ]
  const answers = await Promise.all(altered.map(async (address) => (await oneClick(address)).statusCode))
  expect(answers).toEqual([404, 404, 404, 404])
  expect([await suppressed(note), await suppressed(other)]).toEqual([[], []])
})
