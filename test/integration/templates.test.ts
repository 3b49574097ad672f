import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { draft } from '../support/drafted.ts'
import { eventsOf } from '../support/people.ts'

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

const own = {
  subject: 'Come in',
  body: 'Dear {{ client_first_name }},\n\n**Here** is the door:\n\n[Come in]({{ link }})\n\n{{ coach_name }}',
}
const write = (kind: string, body: object, as = practice.owner) =>
  api.call('POST', `/v1/templates/${kind}/versions`, { as, body })
const publish = (kind: string, version: number, as = practice.owner) =>
  api.call('POST', `/v1/templates/${kind}/versions/${version}/publish`, { as })
const preview = (kind: string, version: number, body: object = {}, as = practice.owner) =>
  api.call('POST', `/v1/templates/${kind}/versions/${version}/preview`, { as, body })

let clients = 0
async function newClient(as = practice.owner): Promise<string> {
  clients += 1
  const body = { name: 'Nadia Brandt', email: `nadia${clients}@example.test`, timeZone: 'Europe/Berlin' }
  return (await api.call('POST', '/v1/clients', { as, body })).json<{ id: string }>().id
}

/** What a client is mailed when they are invited. */
async function welcomeMail(as = practice.owner) {
  const id = await newClient(as)
  expect((await api.call('POST', `/v1/clients/${id}/invite`, { as })).statusCode).toBe(202)
  const { rows } = await api.database.admin.query<{ subject: string; text: string; html: string }>(
    'select subject, text_body as text, html_body as html from messages where client_id = $1',
    [id],
  )
  return rows[0]!
}

/** As if it had been written before the rules against it. */
const writeBehindTheRules = (kind: string, version: number, body: string, practiceId = practice.practiceId) =>
  api.database.admin.query(
    `with v as (insert into template_versions (practice_id, kind, version, subject, body, language, created_at)
                values ($1, $2, $3, 'x', $4, 'en', now()))
     insert into published_templates (practice_id, kind, version, published_at) values ($1, $2, $3, now())
     on conflict (practice_id, kind) do update set version = excluded.version, failure = null`,
    [practiceId, kind, version, body],
  )
const bomb =
  '{% for a in (1..999) %}{% for b in (1..999) %}{% for c in (1..999) %}{% if a == b %}x{% endif %}{% endfor %}{% endfor %}{% endfor %}'

describe('every kind of letter', () => {
  test('is listed, page by page, with the version in use', async () => {
    const first = await api.call('GET', '/v1/templates?limit=10', { as: practice.owner })
    const { data, nextCursor } = first.json<{
      data: { kind: string; publishedVersion: number }[]
      nextCursor: string
    }>()
    expect(data).toHaveLength(10)
    expect(data[0]).toMatchObject({ kind: 'announcement', reader: 'contact', publishedVersion: 0, publishedAt: null })
    const next = await api.call('GET', `/v1/templates?limit=10&cursor=${nextCursor}`, { as: practice.owner })
    expect(next.json<typeof first.json>()).not.toMatchObject({ data: [{ kind: 'announcement' }] })
  })

  test('says what it may say, and an editor may send its built-in text back as it is', async () => {
    const { data } = (await api.call('GET', '/v1/templates?limit=100', { as: practice.owner })).json<{
      data: { kind: string }[]
    }>()
    const other = await api.practice()
    for (const { kind } of data) {
      const read = await api.call('GET', `/v1/templates/${kind}`, { as: other.owner })
      const { subject, body, language, variables } = read.json<Record<string, string> & { variables: unknown[] }>()
      expect(variables.length).toBeGreaterThan(0)
      const written = await write(kind, { subject, body, language }, other.owner)
      expect(written.statusCode, `${kind}: ${written.body}`).toBe(201)
    }
  })

  test('404 or 422 for what there is not', async () => {
    expect((await api.call('GET', '/v1/templates/love_letter', { as: practice.owner })).statusCode).toBe(422)
    expect((await api.call('GET', '/v1/templates/nudge/versions/7', { as: practice.owner })).statusCode).toBe(404)
    expect((await publish('nudge', 7)).statusCode).toBe(404)
    expect((await preview('nudge', 7)).statusCode).toBe(404)
  })
})

describe('a practice’s own template', () => {
  test('is used once it is published, for its practice alone, until another is', async () => {
    const written = await write('welcome', { ...own, note: 'shorter' })
    expect(written.statusCode).toBe(201)
    expect(written.headers.location).toBe('/v1/templates/welcome/versions/1')
    expect(written.json()).toMatchObject({ version: 1, published: false, note: 'shorter' })
    expect((await welcomeMail()).subject).toBe('Welcome, Nadia')

    expect((await publish('welcome', 1)).json()).toMatchObject({ version: 1, published: true })
    const mail = await welcomeMail()
    expect(mail.subject).toBe('Come in')
    expect(mail.text).toMatch(/^Dear Nadia,\n\nHere is the door:\n\nCome in:\nhttp:\/\/cadre\.test\/\S+\n\nPerson \d+$/)
    expect(mail.html).toContain('<strong>Here</strong>')
    expect(mail.html).toMatch(/<a class="button" [^>]+>Come in<\/a>/)
    expect((await welcomeMail((await api.practice()).owner)).subject).toBe('Welcome, Nadia')

    await write('welcome', { ...own, subject: 'Second' })
    await publish('welcome', 2)
    expect((await welcomeMail()).subject).toBe('Second')
    await publish('welcome', 1)
    expect((await welcomeMail()).subject).toBe('Come in')
    const versions = await api.call('GET', '/v1/templates/welcome/versions', { as: practice.owner })
    expect(versions.json()).toMatchObject({
      data: [
        { version: 2, published: false },
        { version: 1, published: true },
      ],
    })
    await publish('welcome', 0)
    expect((await welcomeMail()).subject).toBe('Welcome, Nadia')
    const kinds = await eventsOf(api, practice.practiceId)
    expect(kinds.filter((kind) => kind === 'template.written')).toHaveLength(2)
    expect(kinds.filter((kind) => kind === 'template.published')).toHaveLength(4)
  })

  test('is written on the practice’s stationery', async () => {
    const branding = { accentColor: '#FFE400', postalAddress: '12 Quay Street\nPortsmouth' }
    const patched = await api.call('PATCH', '/v1/practice', { as: practice.owner, body: { branding } })
    expect(patched.json()).toMatchObject({ branding: { ...branding, accentColor: '#ffe400' } })
    const { html, text } = await welcomeMail()
    expect(html).toContain('background: #ffe400; color: #000000')
    expect(html).toContain('12 Quay Street<br>\nPortsmouth')
    expect(text).toMatch(/\n\n-- \n12 Quay Street\nPortsmouth$/)
    const body = { branding: { accentColor: null } }
    const cleared = await api.call('PATCH', '/v1/practice', { as: practice.owner, body })
    expect(cleared.json()).toMatchObject({ branding: { accentColor: null, postalAddress: branding.postalAddress } })
    await api.call('PATCH', '/v1/practice', { as: practice.owner, body: { branding: { postalAddress: null } } })
  })

  test.each([{ accentColor: 'red' }, { accentColor: '#fff' }, { postalAddress: 'a\nb\nc\nd\ne\nf' }, { logo: 'x' }])(
    '422 for a branding of %j',
    async (branding) => {
      const patched = await api.call('PATCH', '/v1/practice', { as: practice.owner, body: { branding } })
      expect(patched.statusCode).toBe(422)
    },
  )

  test('is refused with every mistake, where it stands', async () => {
    const body = [
      'Dear {{ client_nickname }},',
      '{% if coach_name %}{{ link | shout }}{% else %}{{ never }}{% endif %}',
      '[in](javascript:alert(1)) {% include "x" %}',
    ].join('\n')
    const refused = await write('welcome', { subject: '{{ nothing }}', body })
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({
      code: 'template_refused',
      errors: [
        { pointer: '/subject', line: 1, column: 4 },
        { pointer: '/body', line: 1, column: 9 },
        { pointer: '/body', line: 2, column: 30 },
        { pointer: '/body', line: 2, column: 51 },
        { pointer: '/body', line: 3, column: 6 },
        { pointer: '/body', line: 3, column: 27 },
      ],
    })
  })

  test('422 for one that is too long', async () => {
    expect((await write('welcome', { ...own, body: 'x'.repeat(20_001) })).statusCode).toBe(422)
    expect((await write('welcome', { ...own, subject: 'x\ny' })).statusCode).toBe(422)
  })

  test('is the owners’ to write and to put in use; coaches try it out, colleagues read it', async () => {
    const { token: coach } = await practice.member('coach')
    const { token: assistant } = await practice.member('assistant')
    const client = await practice.clientSession(await newClient())
    for (const as of [coach, assistant, client]) {
      expect((await write('welcome', own, as)).statusCode).toBe(403)
      expect((await publish('welcome', 1, as)).statusCode).toBe(403)
    }
    expect((await preview('welcome', 0, {}, coach)).statusCode).toBe(200)
    expect((await preview('welcome', 0, {}, assistant)).statusCode).toBe(403)
    expect((await api.call('GET', '/v1/templates/welcome', { as: assistant })).statusCode).toBe(200)
    expect((await api.call('GET', '/v1/templates/welcome', { as: client })).statusCode).toBe(403)
  })
})

describe('a preview', () => {
  test('shows a sample, or a client that the caller sees', async () => {
    const sample = await preview('nudge', 0)
    expect(sample.json<{ text: string }>().text).toMatch(/^Hello Nadia,/)
    const clientId = await newClient()
    const real = await preview('welcome', 0, { clientId })
    expect(real.json()).toMatchObject({ subject: 'Welcome, Nadia', missing: [] })
    const { token: stranger } = await practice.member('coach')
    expect((await preview('welcome', 0, { clientId }, stranger)).statusCode).toBe(404)
    expect((await preview('invitation', 0, { clientId })).statusCode).toBe(422)
    const empty = await preview('nudge', 0, { clientId })
    expect(empty.json()).toMatchObject({ text: null, missing: [{ fact: 'commitments' }] })
  })

  test('of a bomb ends with what is wrong, and others are answered meanwhile', async () => {
    await writeBehindTheRules('nudge', 41, bomb)
    const order: string[] = []
    const exploding = preview('nudge', 41).then((answer) => (order.push('bomb'), answer))
    for (let asked = 0; asked < 5; asked += 1) {
      await api.call('GET', '/v1/practice', { as: practice.owner })
      order.push('other')
    }
    const refused = await exploding
    expect(refused.json()).toMatchObject({ code: 'template_refused', errors: [{ pointer: '/body', line: 1 }] })
    expect(order[0]).toBe('other')
    await publish('nudge', 0)
  })
})

describe('a template that fails when a letter is due', () => {
  test.each([
    ['asks for what is not there', '{{ nobody }}'],
    ['takes too long', bomb],
    [
      'takes too much',
      '{% assign a = "xxxxxxxxxx" %}{% for i in (1..90) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
    ],
  ])('because it %s loses no mail: the built-in one goes out, and it is told', async (_, body) => {
    const version = 50 + body.length
    await writeBehindTheRules('welcome', version, body)
    expect((await welcomeMail()).subject).toBe('Welcome, Nadia')
    const told = await api.call('GET', '/v1/templates/welcome', { as: practice.owner })
    expect(told.json()).toMatchObject({ publishedVersion: version, failure: { detail: expect.any(String) as string } })
    const kinds = await eventsOf(api, practice.practiceId)
    expect(kinds.slice(kinds.lastIndexOf('client.created'))).toContain('template.failed')
    await publish('welcome', 0)
  })

  test('an announcement waits for a person instead: nothing goes out otherwise than it was wanted, and nothing is lost', async () => {
    const drafted = await draft(api)
    const { practiceId, owner } = drafted.story.practice
    await writeBehindTheRules('announcement', 50, '{{ nobody }}', practiceId)
    expect((await drafted.correctLanding({ position: 'Head of Everything' })).statusCode).toBe(200)
    const paula = await drafted.recipient('Paula Okafor')
    expect(paula).toMatchObject({ status: 'needs_input', missing: [expect.anything()] })
    const refused = await drafted.approve()
    expect(refused.json()).toMatchObject({ code: 'announcement_incomplete' })
    expect(refused.body).toContain(paula.id)
    const told = await api.call('GET', '/v1/templates/announcement', { as: owner })
    expect(told.json()).toMatchObject({ failure: { detail: expect.any(String) as string } })
    expect((await publish('announcement', 0, owner)).statusCode).toBe(200)
    await drafted.correctLanding({ position: 'Head of Operations' })
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'ready' })
  })
})
