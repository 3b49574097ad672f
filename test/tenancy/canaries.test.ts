import type { LightMyRequestResponse } from 'fastify'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { type DescribedOperation, sampleRequest, send } from '../support/requests.ts'
import type { Ids } from '../support/sample.ts'
import type { Behaviour } from '../support/smtp-sink-session.ts'
import { type Side, startWorld, type World } from '../support/world.ts'
import { ownersIn, plantCanaries } from './canaries.ts'
import { listenIn, type ListeningIn } from './listening-in.ts'
import { audienceOf } from './roles.ts'

/*
 * Every text in the database says whose it is; everybody does everything there is to do, with ids of their own and of
 * others, while letters go out and fail in all ways. Then: who has heard what?
 */

interface Caller {
  name: string
  role: Role
  side: () => Side
  own: () => Ids
  others: () => Ids
  mayNotHearOf: string[]
}

const north = { side: () => world.north, own: () => world.north.ada.ids }
const ben = () => ({ ...world.south.ada.ids, ...world.north.ben.ids })
const callers: Caller[] = [
  {
    ...north,
    name: 'the owner of another practice',
    role: 'owner',
    others: () => world.south.ada.ids,
    mayNotHearOf: ['south'],
  },
  { ...north, name: 'a coach of others', role: 'coach', others: ben, mayNotHearOf: ['south', 'ben'] },
  { ...north, name: 'another client', role: 'client', others: ben, mayNotHearOf: ['south', 'ben'] },
  {
    name: 'the owner of the other practice',
    role: 'owner',
    side: () => world.south,
    own: () => world.south.ada.ids,
    others: () => world.north.ada.ids,
    mayNotHearOf: ['north', 'ada', 'ben'],
  },
]

/** Mail servers repeat addresses in what they say. Ben has so few letters that all of them might fail. */
const failsOften: Behaviour = ({ phase, message, to }) => {
  if (to.includes('canary-ben-')) return undefined
  if (phase === 'rcpt' && message % 4 === 1) return { reply: `550 5.1.1 <${to}>: there is no such person` }
  if (phase === 'rcpt' && message % 4 === 2) return { reply: `451 4.7.1 <${to}>: come back later` }
  if (phase === 'dot' && message % 4 === 3) return 'reset'
  return undefined
}

const patience = { timeout: 30_000, interval: 100 }

let world: World
let heard: ListeningIn
let refused: Record<string, string>
const answers = new Map<Caller, { title: string; status: number; owners: string[] }[]>()

beforeAll(async () => {
  world = await startWorld()
  const { practiceId } = world.north.practice
  refused = await plantCanaries(world.api.database.admin, [
    { name: 'north', practiceId },
    { name: 'south', practiceId: world.south.practice.practiceId },
    { name: 'ada', practiceId, clientId: world.north.ada.ids['clients']![0] },
    { name: 'ben', practiceId, clientId: world.north.ben.ids['clients']![0] },
  ])
  heard = await listenIn(world.api, failsOften)
  await announceEverything()
  for (const caller of callers) answers.set(caller, await answersTo(caller))
  await breakThings()
  await vi.waitUntil(() => heard.isQuiet(), patience)
})
afterAll(async () => {
  await heard.stop()
  await world.api.stop()
})

test('every text of the database says whose it is, but for those that must be one of a few words', () => {
  expect(Object.keys(refused)).toContain('contacts.tier')
  expect(Object.values(refused).filter((constraint) => !/^CHECK .*'[\w-]+'::text/.test(constraint))).toEqual([])
})

test.each(callers)('$name hears nothing of others, whatever they ask', (caller) => {
  const heardOf = answers.get(caller)!
  const leaks = heardOf.filter(({ owners }) => owners.some((owner) => caller.mayNotHearOf.includes(owner)))
  expect(leaks).toEqual([])
  // Or else it would say nothing that nothing was heard.
  expect(heardOf.filter(({ owners }) => owners.length > 0).length).toBeGreaterThan(15)
})

test('a letter tells of nobody but those it is about', async () => {
  const circles = [['ada', 'north'], ['ben', 'north'], ['south']] // prettier-ignore
  const told = await Promise.all(heard.mails.map(async ({ raw }) => ownersIn(await textOf(raw))))
  expect(told.filter((owners) => !circles.some((circle) => owners.every((owner) => circle.includes(owner))))).toEqual(
    [],
  )
  expect([...new Set(told.flat())].toSorted()).toEqual(['ada', 'ben', 'north', 'south'])
})

const personal = /canary-|said |@(people|example)\.|example\.test/

test('the log tells of nobody', () => {
  expect(heard.logLines.filter((line) => personal.test(line))).toEqual([])
  for (const said of ['request completed', 'request failed', 'messages.send_bulk failed']) {
    expect(
      heard.logLines.some((line) => line.includes(said)),
      said,
    ).toBe(true)
  }
})

test('work for later says where to look, and nothing of anybody', async () => {
  const work = await heard.work()
  expect(work.filter((row) => personal.test(row))).toEqual([])
  for (const job of ['messages.send_bulk', 'messages.send_transactional', 'agenda.run', 'announcement.start']) {
    expect(
      work.some((row) => row.includes(job)),
      job,
    ).toBe(true)
  }
})

/** Everything there is, with ids of others and then with own ones, in the order of the table. */
async function answersTo({ role, side, own, others }: Caller) {
  const { document } = world
  const { signIn } = side()
  const place = ({ operation }: DescribedOperation) => Object.keys(audienceOf).indexOf(operation.operationId)
  // Of a client who was erased nobody would hear anything any more.
  const operations = operationsOf(document)
    .filter(({ operation }) => operation.operationId !== 'eraseClient')
    .toSorted((a, b) => place(a) - place(b))
  const session = await signIn(role)
  const given = []
  for (const ids of [{ ...own(), ...others() }, own()]) {
    for (const described of operations) {
      const request = sampleRequest(document, described, { ids, words: 'said by nobody' })
      const as = described.operation.operationId === 'signOut' ? await signIn(role) : session
      const answer = await send(heard.api, described, request, as)
      const title = `${described.method} ${described.path}`
      given.push({ title, status: answer.statusCode, owners: ownersIn(everythingIn(answer)) })
    }
  }
  return given
}

const everythingIn = ({ statusCode, statusMessage, headers, body }: LightMyRequestResponse) =>
  `${statusCode} ${statusMessage} ${JSON.stringify(headers)} ${body}`

async function textOf(raw: string): Promise<string> {
  const { headerLines, subject, text, html } = await simpleParser(raw)
  return [...headerLines.map(({ line }) => line), subject, text, html].join('\n')
}

/** The news of every landing goes out by mail, to all four clients' contacts. */
async function announceEverything(): Promise<void> {
  await world.api.database.admin.query(`
    update announcement_recipients set channel = 'email', status = 'ready'
     where announcement_id in (select id from announcements where status = 'draft');
    insert into agenda (practice_id, client_id, kind, subject_id, due_at, publish_at, sandbox)
    select practice_id, client_id, 'announcement.start', id, now(), now(), false from announcements where status = 'draft';
    update announcements set status = 'scheduled', scheduled_for = now(), hour_chosen = true where status = 'draft'`)
  await vi.waitUntil(() => heard.isQuiet(), patience)
}

/** The database refuses a row of a client, to the API and to the worker, and quotes it. */
async function breakThings(): Promise<void> {
  const { admin } = world.api.database
  await admin.query(`alter table contacts add constraint broken check (false) not valid;
                     alter table messages add constraint broken check (status <> 'sending') not valid`)
  const contact = world.north.ada.ids['contacts']![0]!
  await heard.api.call('PATCH', `/v1/contacts/${contact}`, {
    as: await world.north.signIn('owner'),
    headers: { 'if-match': '*' },
    body: { notes: 'said by nobody' },
  })
  await admin.query(`update messages set status = 'queued', attempt = 0, next_attempt_at = now(), lane = 'bulk'
                      where status in ('sent', 'failed', 'bounced')`)
  await admin.query(
    `insert into outbox (practice_id, job, payload) select id, 'messages.send_bulk', '{}' from practices`,
  )
  await vi.waitUntil(() => heard.logLines.some((line) => line.includes('messages.send_bulk failed')), patience)
  await admin.query('alter table messages drop constraint broken; alter table contacts drop constraint broken')
}
