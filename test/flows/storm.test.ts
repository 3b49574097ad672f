import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runStorm } from '../../bench/storm/storm.ts'
import { asTable } from '../../bench/storm/table.ts'
import { openPost, type Post, queueBackends } from '../support/post.ts'
import { seededRandom, seeds } from '../support/random.ts'

/* The kill storm of docs/storm.md, small enough for every run. */

vi.setConfig({ testTimeout: 420_000 })

let post: Post
afterEach(() => post.stop())

/** As long as a mail stays on the wire, so that kills find some there. */
const ackMs = 8

describe.each(queueBackends())('with the queue on %s', (backend) => {
  it.each(seeds(1))('1,000 mails and 10 × kill -9: nobody is left out, nobody gets two (seed %i)', async (seed) => {
    post = await openPost(backend, {
      behaviour: async ({ phase }) => {
        if (phase === 'accepted') await sleep(ackMs)
        return undefined
      },
    })
    const { messages, url } = post.sink
    const result = await runStorm({
      admin: post.api.database.admin,
      environment: post.environment,
      sink: {
        url,
        count: async () => messages.length,
        async *mails() {
          yield* messages
        },
      },
      recipients: 1000,
      kills: 10,
      sessions: 20,
      random: seededRandom(seed),
    })
    console.log(`seed ${seed}\n${asTable(result)}`)
    expect(result.broken).toEqual([])
  })
})
