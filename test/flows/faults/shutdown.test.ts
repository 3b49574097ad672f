import { afterEach, describe, expect, it, vi } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { buildGate } from '../../support/gate.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, type Post, queueBackends } from '../../support/post.ts'
import { callOver, type CadreProcess, isReady, startApiProcess, startWorkerProcess } from '../../support/processes.ts'

vi.setConfig({ testTimeout: 300_000 })
const patience = { timeout: 60_000, interval: 20 }
const readers = 60
/** SMTP sessions that announcements may use. */
const sessions = 4
const [asProcess, inProcess] = [2, 8]

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('workers that are told to end with mail on the wire, the queue on %s', (backend) => {
  it(`finish what is on the wire and begin nothing, ${asProcess + inProcess} times over`, async () => {
    let server = Promise.withResolvers<void>()
    post = await openPost(backend, {
      behaviour: async ({ phase }) => {
        if (phase === 'accepted') await server.promise
        return undefined
      },
      environment: { MAIL_SESSIONS: String(sessions + 1), QUEUE_REPUBLISH_SECONDS: '1' },
    })
    const { api, practice, sink, environment } = post
    const call: Call = (method, url, more) => api.call(method, url, { as: practice.owner, ...more })
    const { announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, { readers })
    expect((await approve(call, id)).statusCode).toBe(200)

    /** Ends them when the mail server is about to answer as many as there are sessions, which it does once they know. */
    async function inTheMiddle(end: (onceTheyKnow: () => void) => Promise<void>): Promise<void> {
      const onTheWire = sink.messages.length + sessions
      await expect.poll(() => sink.messages.length, patience).toBe(onTheWire)
      await end(server.resolve)
      server = Promise.withResolvers()
      expect(sink.messages).toHaveLength(onTheWire)
      expect(await post.statuses()).toEqual({ sent: onTheWire, queued: readers - onTheWire })
    }

    for (let time = 0; time < asProcess; time += 1) {
      const worker = await startWorkerProcess(environment)
      await inTheMiddle((onceItKnows) => endTwice(worker, onceItKnows))
    }
    for (let time = 0; time < inProcess; time += 1) {
      const workers = await post.startWorkers()
      await inTheMiddle(async (onceTheyKnow) => {
        const stopped = workers.stop()
        onceTheyKnow()
        await stopped
      })
    }
    server.resolve()
    await post.startWorkers()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: readers })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })
})

it('an API that is told to end answers what it was asked, and is not ready for more', async () => {
  post = await openPost('PostgreSQL')
  const { admin } = post.api.database
  const { clientId } = await draftCampaign(admin, post.practice.practiceId, { readers: 0 })
  const api = await startApiProcess(post.environment)
  const call = callOver(api, post.practice.owner)
  const gate = await buildGate(post.api.database)
  await gate.across('after insert on contacts')
  const asked = Array.from({ length: 8 }, (_, n) =>
    call('POST', `/v1/clients/${clientId}/contacts`, { body: { name: `Asked ${n}` } }),
  )
  await expect.poll(gate.waiting, patience).toBe(asked.length)
  await endTwice(api, gate.open)
  expect((await Promise.all(asked)).map(({ statusCode }) => statusCode)).toEqual(asked.map(() => 201))
})

/** Tells a process to end, and again when it has said that it is not ready any more; waits until it has come to rest. */
async function endTwice(part: CadreProcess, onceItKnows: () => unknown): Promise<void> {
  part.signal('SIGTERM')
  await expect.poll(() => isReady(part.url), patience).toBe(false)
  const exitCode = part.end('SIGTERM')
  await onceItKnows()
  expect(await exitCode, part.output()).toBe(0)
}
