import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { approve, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, type Post, queueBackends } from '../../support/post.ts'
import { callOver, startApiProcess, startWorkerProcess } from '../../support/processes.ts'

vi.setConfig({ testTimeout: 120_000 })
const patience = { timeout: 60_000, interval: 50 }
const readers = 300

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('two API processes and two workers, the queue on %s', (backend) => {
  it('send everything once, and end with 0 when they are told to, even in the middle', async () => {
    post = await openPost(backend, {
      behaviour: slowly,
      environment: { MAIL_SESSIONS: '5', QUEUE_REPUBLISH_SECONDS: '1' },
    })
    const { api, environment, practice, sink } = post
    const { clientId, announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, { readers })
    const [north, south, ...workers] = await Promise.all([
      startApiProcess(environment),
      startApiProcess(environment),
      startWorkerProcess(environment),
      startWorkerProcess(environment),
    ])
    const [one, other] = [callOver(north, practice.owner), callOver(south, practice.owner)]
    expect((await approve(one, id)).statusCode).toBe(200)
    await expect.poll(() => sink.messages.length, patience).toBeGreaterThan(20)
    expect((await other('POST', `/v1/announcements/${id}/pause`)).statusCode).toBe(200)
    await expect.poll(async () => (await post.statuses())['sending'], patience).toBeUndefined()
    expect(sink.messages).toHaveLength((await post.statuses())['sent']!)
    expect((await one('POST', `/v1/announcements/${id}/resume`)).statusCode).toBe(200)

    // Both workers go in the middle; nothing is in doubt.
    await expect.poll(() => sink.messages.length, patience).toBeGreaterThan(80)
    expect(await Promise.all(workers.map((worker) => worker.end('SIGTERM')))).toEqual([0, 0])
    const { sent, ...rest } = await post.statuses()
    expect(sink.messages).toHaveLength(sent!)
    expect(rest).toEqual({ queued: readers - sent! })
    const last = await startWorkerProcess(environment)

    // One of the APIs goes while it is asked for much; what it took it has answered.
    const answers = ask(() => one('POST', `/v1/clients/${clientId}/contacts`, { body: { name: 'Written under load' } }))
    await expect.poll(() => answers.length, patience).toBeGreaterThan(20)
    expect(await north.end('SIGTERM')).toBe(0)
    const written = (await Promise.all(answers)).filter((status) => status === 201)
    expect(written).toHaveLength(await count(`contacts where name = 'Written under load'`))
    expect(written.length).toBeGreaterThan(0)

    const read = () => other('GET', `/v1/announcements/${id}`)
    await expect.poll(async () => (await read()).json<{ status: string }>().status, patience).toBe('completed')
    expect(sink.messages).toHaveLength(readers)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    expect(await Promise.all([south.end('SIGTERM'), last.end('SIGTERM')])).toEqual([0, 0])
  })
})

const slowly = async ({ phase }: { phase: string }): Promise<undefined> => {
  if (phase === 'accepted') await sleep(15)
}

/** Ten askers, each until nobody answers any more: the statuses of all answers, of which each asker's last is none. */
function ask(request: () => Promise<{ statusCode: number }>): Promise<number | undefined>[] {
  const answers: Promise<number | undefined>[] = []
  const status = () => request().then(({ statusCode }) => statusCode).catch(() => undefined) // prettier-ignore
  async function keepAsking(): Promise<void> {
    const answer = status()
    answers.push(answer)
    if ((await answer) !== undefined) await keepAsking()
  }
  for (let askers = 0; askers < 10; askers += 1) void keepAsking()
  return answers
}

async function count(from: string): Promise<number> {
  const { rows } = await post.api.database.admin.query<{ count: number }>(
    `select count(*)::integer as count from ${from}`,
  )
  return rows[0]!.count
}
