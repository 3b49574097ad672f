import { afterEach, describe, expect, it } from 'vitest'
import { openPost, type Post, queueBackends } from '../support/post.ts'

const patience = { timeout: 20_000, interval: 50 }
let post: Post
afterEach(() => post.stop())

describe.each(await queueBackends())('with the queue on %s', (backend) => {
  it('every message arrives exactly once, under its own Message-ID', async () => {
    post = await openPost(backend)
    await post.startWorkers()
    const ids = await post.queue(450)
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 450 })
    expect(post.sink.messages.map(({ messageId }) => messageId).toSorted()).toEqual(
      ids.map((id) => `<${id}@sender.example>`).toSorted(),
    )
    expect(await leftOvers(post)).toEqual({ outbox: 0, agenda: 0, leased: 0 })
  })
})

/** Nothing may stand anywhere when all is done. */
async function leftOvers({ api }: Post) {
  const { rows } = await api.database.admin.query<Record<string, number>>(`
    select (select count(*)::integer from outbox) as outbox, (select count(*)::integer from agenda) as agenda,
           (select count(*)::integer from messages where lease_id is not null) as leased`)
  return rows[0]
}
