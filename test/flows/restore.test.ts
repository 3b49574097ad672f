import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drillRestore } from '../../bench/backup/drill.ts'
import { freezeSending, thawSending, whySendingIsFrozen } from '../../src/infra/db/restore-guard.ts'
import { openPost, patience, type Post } from '../support/post.ts'

describe('a server that is lost in the middle of a campaign, and restored from an older back-up', () => {
  it.each([
    ['before the campaign began', 0],
    ['while mails were on their way', 40],
  ])('made %s: no mail leaves until somebody says what had left; then everybody gets one', async (_, sentBefore) => {
    const result = await drillRestore({ recipients: 120, sentBefore, sentInAll: 90, log: console.log })
    expect(result).toMatchObject({ leftWhileFrozen: 0, twice: 0, lost: 0, broken: [] })
    expect(result.frozen).toContain('No mail leaves: the database is not where it was')
    expect(result.forgotten).toBeGreaterThan(0)
    expect(result.sent + result.uncertain).toBe(120)
  })
})

describe('mail leaves a database', () => {
  let post: Post
  const why = () => whySendingIsFrozen(post.api.database.admin)
  const readiness = async () => (await post.api.call('GET', '/readyz')).json<unknown>()
  beforeAll(async () => {
    post = await openPost('PostgreSQL')
    await post.startWorkers()
  })
  afterAll(() => post.stop())

  it('that was loaded from a dump, even into its old place, only when somebody says so', async () => {
    const { admin } = post.api.database
    expect([await why(), await readiness()]).toEqual([undefined, { status: 'ok' }])
    // What every dump does: the same row, written by another transaction.
    await admin.query(`create temporary table dump as select * from restore_guard; delete from restore_guard`)
    expect(await why()).toBe('nobody has ever allowed it')
    await admin.query('insert into restore_guard select * from dump')
    expect(await why()).toBe('the database was loaded from a dump')
    expect(await readiness()).toEqual({ status: 'ok', sending: 'frozen' })

    const [sentBefore, ...others] = await post.queue(5)
    await expect.poll(async () => (await admin.query('select from outbox')).rowCount, patience).toBe(1)
    await thawSending(admin, [`<${sentBefore!}@sender.example>`])
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 5 })
    expect(post.sink.messages.map(({ messageId }) => messageId).toSorted()).toEqual(
      others.map((id) => `<${id}@sender.example>`).toSorted(),
    )
    const known = await post.api.call('GET', `/v1/messages/${sentBefore!}`, { as: post.practice.owner })
    expect(known.json()).toMatchObject({
      timeline: [
        { status: 'queued' },
        { status: 'sending' },
        { detail: 'it had left before the database was restored' },
      ],
    })
  })

  it('that an administrator froze only after a thaw; what waits is neither tried nor parked', async () => {
    const { admin } = post.api.database
    await freezeSending(admin)
    expect(await why()).toBe('an administrator froze it')
    const [id] = await post.queue(1)
    // Younger work of another kind is handed out: the relay has passed this by.
    await admin.query(
      `insert into outbox (practice_id, job, payload) select id, 'work of a newer version', '{}' from practices`,
    )
    const published = async (job: string) => {
      const { rows } = await admin.query('select publications from outbox where job = $1', [job])
      return rows as { publications: number }[]
    }
    await expect.poll(async () => (await published('work of a newer version'))[0]?.publications, patience).not.toBe(0)
    expect(await published('messages.send_bulk')).toEqual([{ publications: 0 }])
    await thawSending(admin, [])
    await expect.poll(() => post.sink.messages.at(-1)?.messageId, patience).toBe(`<${id!}@sender.example>`)
  })

  it('whose rows nobody behind the walls can dump: that fails, and does not shrink in silence', async () => {
    const client = new pg.Client({ connectionString: post.api.container.config.databaseUrl })
    await client.connect()
    // As pg_dump does.
    await client.query('set row_security = off')
    await expect(client.query('copy contacts to stdout')).rejects.toThrow('would be affected by row-level security')
    await client.end()
  })

  it('that no runtime role can thaw', async () => {
    const { databaseUrl, relayDatabaseUrl, queueDatabaseUrl } = post.api.container.config
    for (const connectionString of [databaseUrl, relayDatabaseUrl, queueDatabaseUrl]) {
      const client = new pg.Client({ connectionString })
      await client.connect()
      // The queue’s role does not even look into that schema.
      await expect(thawSending(client, [])).rejects.toThrow(/permission denied|does not exist/)
      await client.end()
    }
  })
})
