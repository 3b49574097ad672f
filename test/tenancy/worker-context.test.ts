import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { QueueName } from '../../src/infra/queue/job.ts'
import { openQueues, type Queues } from '../../src/infra/queue/queues.ts'
import { newestId } from '../support/sample.ts'
import { rowsOf } from '../support/rows.ts'
import { startWorld, type World } from '../support/world.ts'
import { listenIn, type ListeningIn } from './listening-in.ts'

/*
 * Somebody has written to the queue: jobs of the northern practice that name things of the southern one. What they name
 * is there, is due and waits; only the wall keeps it from being done. As everywhere, what is behind a wall is what does
 * not exist: work that is done already, for a worker.
 */

const patience = { timeout: 20_000, interval: 50 }

let world: World
let heard: ListeningIn
let queues: Queues
let north: string
let south: string
/** Of the southern practice: what is due, and what a worker that went away has left. */
let due: { agendaId: string; outboxId: string; announcementId: string; leaseId: string }

beforeAll(async () => {
  world = await startWorld()
  north = world.north.practice.practiceId
  south = world.south.practice.practiceId
  due = await letThingsBeDue()
  heard = await listenIn(world.api)
  const { config } = heard.api.container
  queues = await openQueues({ redisUrl: undefined, databaseUrl: config.queueDatabaseUrl, report: console.error })
})
afterAll(async () => {
  await queues.close()
  await heard.stop()
  await world.api.stop()
})

/** An entry that is due and of which nobody is told until tomorrow. @returns its id */
async function putOnAgenda(practiceId: string, kind: string, subjectId: string): Promise<string> {
  const { rows } = await world.api.database.admin.query<{ id: string }>(
    `insert into agenda (practice_id, kind, subject_id, due_at, publish_at, sandbox)
     values ($1, $2, $3, now(), now() + interval '1 day', false) returning id`,
    [practiceId, kind, subjectId],
  )
  return rows[0]!.id
}

/** The same for everything that is to be done. */
async function letThingsBeDue(): Promise<typeof due> {
  const announcementId = newestId(world.south.ada.ids, 'announcements')
  const leaseId = crypto.randomUUID()
  const { admin } = world.api.database
  await admin.query(`
    update announcements set status = 'scheduled', scheduled_for = now(), hour_chosen = true where id = '${announcementId}';
    update messages set status = 'sending', lease_id = '${leaseId}', attempt = 1, body_started_at = now()
     where id = (select id from messages where practice_id = '${south}' and status = 'queued' limit 1);
    update agenda set due_at = now(), publish_at = now() + interval '1 day';
    update outbox set publish_at = now() + interval '1 day'`)
  const { rows } = await admin.query<{ id: string }>('select id from outbox where practice_id = $1 limit 1', [south])
  await putOnAgenda(south, 'messages.lease_expired', leaseId)
  const agendaId = await putOnAgenda(south, 'announcement.start', announcementId)
  return { agendaId, outboxId: rows[0]!.id, announcementId, leaseId }
}

/** Gives the queue a job that says it is of the northern practice, and waits until somebody has run it. */
async function forge(queue: QueueName, name: string, data: Record<string, unknown>): Promise<void> {
  const forgery = crypto.randomUUID()
  await queues.publish(queue, [{ name, data: { practiceId: north, forgery, ...data } }])
  const isRun = (row: string) => row.includes(forgery) && /"state": "(completed|failed)"/.test(row)
  await vi.waitUntil(async () => (await heard.work()).some(isRun), patience)
}

/** The same, of an entry of the northern agenda whose subject is southern. */
async function forgeEntry(kind: string, subjectId: string): Promise<void> {
  await forge('background', 'agenda.run', { agendaId: await putOnAgenda(north, kind, subjectId) })
}

describe('a job of one practice does nothing to what it names of another', () => {
  const forgeries: Record<string, () => Promise<void>> = {
    'an entry of the agenda': () => forge('background', 'agenda.run', { agendaId: due.agendaId }),
    'work that waits in the outbox': () =>
      forge('mail-transactional', 'messages.send_transactional', { outboxId: due.outboxId, payload: {} }),
    'an announcement that is due': () => forgeEntry('announcement.start', due.announcementId),
    'an announcement that is under way': () => forgeEntry('announcement.settle', due.announcementId),
    'a lease': () => forgeEntry('messages.lease_expired', due.leaseId),
  }
  test.each(Object.entries(forgeries))('%s', async (_what, forgery) => {
    const rows = () => rowsOf(world.api.database.admin, 'practice_id', south)
    const before = await rows()
    await forgery()
    expect(await rows()).toEqual(before)
    expect(southernMails()).toEqual([])
  })
})

describe('what fits no contract', () => {
  test('is put aside, for a person to look at', async () => {
    const { admin } = world.api.database
    const { rows } = await admin.query<{ id: string }>(
      `insert into outbox (practice_id, job, payload, publish_at)
       values ($1, 'messages.send_bulk', '{}', now() + interval '1 day') returning id`,
      [north],
    )
    const outboxId = rows[0]!.id
    await forge('mail-bulk', 'messages.send_bulk', { outboxId, payload: { practiceId: south } })
    expect(heard.logLines.some((line) => line.includes(`${outboxId}, which is parked, failed`))).toBe(true)
    const parked = await admin.query('select id from outbox where parked_at is not null')
    expect(parked.rows).toEqual([{ id: outboxId }])
  })

  test('is reported', async () => {
    await forge('background', 'agenda.run', { practiceId: 'south', agendaId: due.agendaId })
    await forge('background', 'clients.delete', { outboxId: due.outboxId, payload: {} })
    for (const job of ['agenda.run', 'clients.delete']) {
      await expect.poll(() => heard.logLines.some((line) => line.includes(`${job} failed`)), patience).toBe(true)
    }
  })
})

test('its own practice does it all the same', async () => {
  await world.api.database.admin.query('update agenda set publish_at = now(); update outbox set publish_at = now()')
  await vi.waitUntil(() => heard.isQuiet(), patience)
  expect(southernMails()).not.toEqual([])
  const { rows } = await world.api.database.admin.query<{ status: string; leased: string }>(
    'select status, (select count(*) from messages where lease_id = $2) as leased from announcements where id = $1',
    [due.announcementId, due.leaseId],
  )
  expect(rows[0]!.status).not.toBe('scheduled')
  expect(rows[0]!.leased).toBe('0')
})

const southernMails = () => heard.mails.filter(({ raw }) => raw.includes('said south'))
