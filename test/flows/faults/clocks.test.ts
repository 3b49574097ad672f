import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { signUp, tokenMailedTo } from '../../support/people.ts'
import { openPost, type Post, queueBackends } from '../../support/post.ts'
import { callOver, startApiProcess, startWorkerProcess, withClock } from '../../support/processes.ts'

vi.setConfig({ testTimeout: 120_000 })
const patience = { timeout: 60_000, interval: 100 }
const minutes = 60_000
const hours = 60 * minutes

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('an API and two of three workers whose clocks are wrong, the queue on %s', (backend) => {
  it('send nothing early or twice, and nothing waits for them', async () => {
    const greylist = greylisting()
    post = await openPost(backend, { behaviour: greylist.behaviour, environment: { QUEUE_REPUBLISH_SECONDS: '1' } })
    const { environment, sink } = post
    const [api, ahead] = await Promise.all([
      startApiProcess(withClock(environment, 26 * hours)),
      startWorkerProcess(withClock(environment, 5 * minutes)),
      startWorkerProcess(withClock(environment, -26 * hours)),
      startWorkerProcess(environment),
    ])
    const { call, announce } = await signedUpAt(callOver(api, ''), (token) => callOver(api, token))
    const [now, soon, far] = [await announce(0), await announce(2000), await announce(10 * minutes)]

    // All of them are asked to come again in a minute, by a clock that is right.
    await expect.poll(() => greylist.asked.size, patience).toBe(120)
    await expect.poll(async () => (await post.statuses())['queued'], patience).toBe(120)
    expect(await startedEarly()).toEqual([])
    expect(sink.messages.filter(({ to }) => isReader(to.join()))).toEqual([])
    // NTP sets one of the clocks right, at a stroke.
    ahead.signal('SIGUSR2')
    for (const id of [now, soon]) {
      await expect.poll(async () => post.skipDelays().then(() => statusOf(call, id)), patience).toBe('completed')
    }
    expect(await statusOf(call, far)).toBe('scheduled')
    expect(sink.messages).toHaveLength(121)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([expect.stringMatching('announcement.start')])
  })
})

/** Somebody new, who has confirmed their address, and what they announce at so many milliseconds from now. */
async function signedUpAt(call: Call, as: (token: string) => Call) {
  const { user, accessToken, practice } = await signUp({ call })
  const token = await tokenMailedTo(post.api, user.email, 'email_verification')
  expect((await call('POST', '/v1/auth/email-verifications/confirm', { body: { token } })).statusCode).toBe(204)
  const owner = as(accessToken)
  return {
    call: owner,
    async announce(inMs: number): Promise<string> {
      const { admin } = post.api.database
      const { announcementId: id } = await draftCampaign(admin, practice.id, { readers: 60 })
      const scheduledFor = new Date(Date.now() + inMs).toISOString()
      const approved = await approve(owner, id, { scheduledFor })
      expect(approved.statusCode, approved.body).toBe(200)
      return id
    },
  }
}

const statusOf = async (call: Call, id: string) =>
  (await call('GET', `/v1/announcements/${id}`)).json<{ status: string }>().status

const isReader = (address: string) => address.endsWith('@reader.example')

/** Every reader is asked to come again once. */
function greylisting() {
  const asked = new Set<string>()
  const behaviour = async ({ phase, to }: { phase: string; to: string }) => {
    if (phase === 'accepted') await sleep(10)
    if (phase !== 'rcpt' || asked.has(to) || !isReader(to)) return undefined
    asked.add(to)
    return { reply: '451 4.7.1 Greylisted' }
  }
  return { asked, behaviour }
}

/** Announcements that started before their hour, or so late that they say so, by the database's clock. */
async function startedEarly() {
  const { rows } = await post.api.database.admin.query(
    `select a.id from announcements a join events e on e.practice_id = a.practice_id and e.subject_id = a.id
      where e.kind like 'announcement.started%' and (e.recorded_at < a.scheduled_for or e.kind <> 'announcement.started')`,
  )
  return rows
}
