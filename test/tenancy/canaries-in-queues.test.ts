import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { openPost, patience, type Post, queueBackends } from '../support/post.ts'
import { hearOfWork } from './listening-in.ts'

/* Nobody is spoken of in a queue, whatever it runs on. */

describe.each(queueBackends())('with the queue on %s', (backend) => {
  test('letters are sent, and the queue has not heard from whom, to whom and of what', async () => {
    const post = await openPost(backend)
    const { heard, hush } = backend === 'Redis' ? await listenToRedis(post) : await listenToTables(post)
    await post.startWorkers()
    await post.queue(20, (n) => ({
      from: { name: 'canary-sender', address: 'canary-sender@sender.example' },
      to: { name: `canary-reader-${n}`, address: `canary-reader-${n}@people.example` },
      subject: 'canary-subject',
      text: 'canary-text',
    }))
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 20 })

    const everything = await heard()
    expect(everything.filter((told) => told.includes('canary-'))).toEqual([])
    expect(everything.some((told) => told.includes('messages.send_bulk'))).toBe(true)
    hush()
    await post.stop()
  })
})

async function listenToTables(post: Post) {
  return { heard: await hearOfWork(post.api.database.admin), hush: () => {} }
}

/** Redis repeats all that it is told. */
async function listenToRedis(post: Post) {
  const redis = new Redis(post.environment['REDIS_URL']!)
  const monitor = await redis.monitor()
  const commands: string[] = []
  monitor.on('monitor', (_time, command: string[]) => commands.push(command.join(' ')))
  const hush = () => {
    monitor.disconnect()
    redis.disconnect()
  }
  return { heard: async () => commands, hush }
}
