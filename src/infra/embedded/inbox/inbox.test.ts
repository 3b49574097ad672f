import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listenOnFreePort } from '../free-port.ts'
import { type Inbox, startInbox } from './inbox.ts'
import type { MailContent, MailSummary } from './mail.ts'
import type { MailList } from './store.ts'

let dir: string
let inbox: Inbox
let cleanups: (() => Promise<unknown>)[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inbox-'))
  cleanups = [() => rm(dir, { recursive: true, force: true })]
  await open()
})

afterEach(async () => {
  for (const cleanUp of cleanups.toReversed()) await cleanUp()
})

async function open(): Promise<void> {
  inbox = await startInbox({ smtpPort: 0, webPort: 0, dir })
  cleanups.push(inbox.stop)
}

async function reopen(): Promise<void> {
  await cleanups.pop()?.()
  await open()
}

async function send(mail: SendMailOptions): Promise<void> {
  const transport = nodemailer.createTransport(inbox.smtpUrl)
  await transport.sendMail({ from: 'Nadia <nadia@example.test>', to: 'maria@example.test', text: 'Hello', ...mail })
  transport.close()
}

test('whoever is said to bounce is refused, and nothing is kept', async () => {
  await expect(send({ to: 'ada+bounces@example.test' })).rejects.toMatchObject({ responseCode: 550 })
  expect((await list()).total).toBe(0)
})

const fetchPage = (path: string, init?: RequestInit) => fetch(inbox.webUrl + path, init)
const page = async (path: string) => (await fetchPage(path)).text()
const list = async (query = '') => (await (await fetchPage(`/api/messages${query}`)).json()) as MailList
const read = async (id = '') => (await (await fetchPage(`/api/messages/${id}`)).json()) as MailSummary & MailContent
const newest = async () => (await list()).messages[0]?.id ?? ''

test('shows a mail as its reader sees it, as text, and as it came in', async () => {
  await send({
    to: [{ name: 'María Ñúñez', address: 'maria@example.test' }],
    cc: 'cc@example.test',
    envelope: { from: 'bounces@example.test', to: ['maria@example.test', 'hidden@example.test'] },
    messageId: '<one@example.test>',
    subject: 'Good news – and thank you',
    headers: { 'X-Reason': 'because' },
    text: 'Dear María,\nsee https://example.test/a?b=1&c=2.',
    html: '<!doctype html><p>Dear <b>María</b></p>',
  })
  const mail = await read(await newest())
  expect(mail).toMatchObject({
    from: { name: 'Nadia', address: 'nadia@example.test' },
    to: [{ name: 'María Ñúñez', address: 'maria@example.test' }],
    envelope: { from: 'bounces@example.test', to: ['maria@example.test', 'hidden@example.test'] },
    subject: 'Good news – and thank you',
    messageId: '<one@example.test>',
    html: '<!doctype html><p>Dear <b>María</b></p>',
  })
  expect(mail.text?.trim()).toBe('Dear María,\nsee https://example.test/a?b=1&c=2.')
  expect(mail.headers['x-reason']).toEqual(['because'])

  expect(await page(`/messages/${mail.id}`)).toContain(`src="/messages/${mail.id}/html"`)
  const letter = await fetchPage(`/messages/${mail.id}/html`)
  expect(letter.headers.get('content-security-policy')).toMatch(/^sandbox(?!.*allow-scripts).*default-src 'none'/)
  expect(await letter.text()).toBe('<!doctype html><base target="_blank"><p>Dear <b>María</b></p>')
  expect(await page(`/messages/${mail.id}?view=text`)).toContain('<a href="https://example.test/a?b=1&amp;c=2" ')
  expect(await page(`/messages/${mail.id}?view=headers`)).toContain('x-reason')
  const source = await page(`/api/messages/${mail.id}/source`)
  expect(source).toContain('\r\nSubject: =?UTF-8?Q?Good_news_=E2=80=93_and_thank_you?=\r\n')
  expect(await page(`/messages/${mail.id}/source`)).toBe(source)
})

test('lists newest first and finds a recipient, whole or in part', async () => {
  for (const to of ['ann@example.test', 'joann@example.test', 'ben@example.test']) await send({ to, subject: to })
  const subjects = async (query: string) => (await list(query)).messages.map(({ subject }) => subject)
  expect(await subjects('')).toEqual(['ben@example.test', 'joann@example.test', 'ann@example.test'])
  expect(await subjects('?to=ANN@example.test')).toEqual(['ann@example.test'])
  expect(await subjects('?to=ann')).toEqual(['joann@example.test', 'ann@example.test'])
  const first = await list('?limit=1')
  expect(first).toMatchObject({ total: 3, more: true })
  expect(await subjects(`?limit=2&before=${first.messages[0]?.id}`)).toEqual(['joann@example.test', 'ann@example.test'])
  expect(await page('/?to=ben')).not.toContain('ann@example.test')
})

test('escapes whatever a mail says about itself', async () => {
  const hostile = '"><script>alert(1)</script>'
  await send({
    subject: hostile,
    text: `${hostile} https://example.test/"onclick="x`,
    from: { name: hostile, address: 'x@example.test' },
  })
  const id = await newest()
  for (const path of ['/', `/?to=${encodeURIComponent(hostile)}`, `/messages/${id}`, `/messages/${id}?view=source`]) {
    expect(await page(path)).not.toMatch(/<script|"onclick="/)
  }
  expect(await page('/')).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
})

test('keeps its mails over a restart, also without the index', async () => {
  await send({ subject: 'first' })
  await send({ subject: 'second' })
  const before = await list()
  await reopen()
  expect(await list()).toEqual(before)
  await rm(join(dir, 'index.jsonl'))
  await writeFile(join(dir, 'cut-short.eml.part'), 'From: nobody')
  await reopen()
  expect((await list()).messages.map(({ subject }) => subject)).toEqual(['second', 'first'])
})

test('refuses a mail that is too large and keeps nothing of it', async () => {
  await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toMatchObject({ responseCode: 552 })
  expect((await list()).total).toBe(0)
})

test('can be emptied', async () => {
  await send({})
  expect((await fetchPage('/api/messages', { method: 'DELETE' })).status).toBe(204)
  expect((await list()).total).toBe(0)
  expect(await readdir(dir)).toEqual(['index.jsonl'])
})

test('answers what it cannot serve with a clear problem', async () => {
  expect(await (await fetchPage('/api/messages?limit=many')).json()).toMatchObject({
    status: 400,
    title: 'Invalid limit',
  })
  expect((await fetchPage('/api/messages/..%2Findex')).status).toBe(404)
  expect((await fetchPage('/elsewhere')).status).toBe(404)
  const refused = await fetchPage('/', { method: 'POST' })
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET'])
})

test('does not answer to a name that merely points here', async () => {
  const status = await new Promise((resolve, reject) => {
    get(inbox.webUrl, { headers: { host: 'rebound.example' } }, (response) => resolve(response.statusCode)).on(
      'error',
      reject,
    )
  })
  expect(status).toBe(421)
})

test('takes the next ports and says so when its own are taken', async () => {
  const squatter = createServer()
  const taken = await listenOnFreePort(squatter, 0)
  cleanups.push(async () => squatter.close())
  const said: string[] = []
  const second = await startInbox({ smtpPort: taken, webPort: taken, dir, log: (line) => said.push(line) })
  cleanups.push(second.stop)
  expect(said).toEqual([
    `Port ${taken} is taken: the inbox takes mail on ${new URL(second.smtpUrl).port}`,
    `Port ${taken} is taken: the inbox shows mail on ${new URL(second.webUrl).port}`,
  ])
})
