import { afterEach, expect, it, vi } from 'vitest'
import { type Call, draftCampaign } from '../../support/campaign.ts'
import { buildGate } from '../../support/gate.ts'
import { openPost, type Post } from '../../support/post.ts'
import { callOver, startApiProcess } from '../../support/processes.ts'

vi.setConfig({ testTimeout: 300_000 })
const patience = { timeout: 60_000, interval: 50 }
const kills = 4
const requestsPerKill = 30

/** Where a request is when its API is killed. The server has all it needs only for the last. */
const moments = ['after the effect', 'after the answer is kept', 'during the commit'] as const
type Moment = (typeof moments)[number]

let post: Post
afterEach(() => post.stop())

it('an API killed between the effect and the answer: asked again with the same key, one effect and its answer', async () => {
  post = await openPost('PostgreSQL')
  // A client for each request: those to one client wait for each other, where follow-ups are planned.
  const clientIds = await Promise.all(
    Array.from({ length: requestsPerKill }, async () => {
      const { admin } = post.api.database
      return (await draftCampaign(admin, post.practice.practiceId, { readers: 0 })).clientId
    }),
  )
  const environment = { ...post.environment, DATABASE_POOL_SIZE: String(requestsPerKill + 5) }
  const add = (call: Call, { name, key }: Attempt) =>
    call('POST', `/v1/clients/${clientIds[Number(key.split('-').at(-1))]}/contacts`, {
      body: { name },
      headers: { 'idempotency-key': key },
    })
  /** Asks again while the server is too busy, or the database with what it was told last. Rejects when it is cut off. */
  async function insist(call: Call, attempt: Attempt) {
    const answer = await vi.waitUntil(async () => {
      const response = await add(call, attempt)
      return ![409, 503].includes(response.statusCode) && response
    }, patience)
    expect(answer.statusCode, answer.body).toBe(201)
    return { ...attempt, ...answer.json<{ id: string }>(), replayed: 'idempotency-replayed' in answer.headers }
  }
  const gate = await buildGate(post.api.database)
  await gate.across('after insert on contacts', { when: `new.name like 'after the effect%'` })
  await gate.across('after insert on idempotency_keys', { when: `new.key like '1-%'` })
  await gate.across('after insert on idempotency_keys', { when: `new.key like '2-%'`, atCommit: true })
  let api = await startApiProcess(environment)
  const done: Awaited<ReturnType<typeof insist>>[] = []

  for (let kill = 0; kill < kills; kill += 1) {
    const attempts = Array.from({ length: requestsPerKill }, (_, n) => attemptAt(moments[n % 3]!, `${kill}-${n}`))
    await gate.shut()
    const cut = Promise.allSettled(attempts.map((attempt) => insist(callOver(api, post.practice.owner), attempt)))
    await expect.poll(gate.waiting, patience).toBe(requestsPerKill)
    await api.end('SIGKILL')
    expect((await cut).filter(({ status }) => status === 'fulfilled')).toEqual([])
    await gate.open()
    api = await startApiProcess(environment)
    const again = callOver(api, post.practice.owner)
    done.push(...(await Promise.all(attempts.map((attempt) => insist(again, attempt)))))
  }

  const { rows } = await post.api.database.admin.query<{ id: string; name: string }>('select id, name from contacts')
  const known = new Map(rows.map(({ id, name }) => [id, name]))
  expect(rows).toHaveLength(kills * requestsPerKill)
  expect(done.filter(({ id, name }) => known.get(id) !== name)).toEqual([])
  expect(done.filter(({ moment, replayed }) => replayed !== (moment === 'during the commit'))).toEqual([])
})

interface Attempt {
  moment: Moment
  name: string
  key: string
}

const attemptAt = (moment: Moment, number: string): Attempt => ({ moment, name: `${moment} ${number}`, key: `${moments.indexOf(moment)}-${number}` }) // prettier-ignore
