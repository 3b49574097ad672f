import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueMessage } from '../../src/modules/messages/messages.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draft } from '../support/drafted.ts'
import { goodPassword, signUp, tokenMailedTo } from '../support/people.ts'
import { createSandboxWorker, makeSandbox, type Sandbox, turnIntoSandbox } from '../support/sandbox.ts'

/* Mail of a sandbox: nobody gets it, its tokens can be read, and what mail meets elsewhere can be simulated. */

let api: TestApi
let work: ReturnType<typeof createSandboxWorker>
beforeAll(async () => {
  api = await startTestApi()
  work = createSandboxWorker(api)
})
afterAll(() => api.stop())

const monday = '2026-03-02T09:00:00.000Z'

/** Lets happen what is due where the clock stands. */
async function settle(here: Sandbox): Promise<void> {
  const { now } = await here.clock()
  expect((await here.advance(now)).statusCode).toBe(202)
  await work(here)
  expect(await here.clock()).toMatchObject({ now, status: 'ready' })
}

async function queued(here: Sandbox, name = 'Ines') {
  const id = await here.enter((trx) =>
    queueMessage(trx, {
      kind: 'announcement',
      lane: 'bulk',
      from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
      to: { name, address: `${name.toLowerCase()}@reader.example` },
      subject: 'Good news',
      text: 'I start on Monday.',
    }),
  )
  return { id, ...messageOf(here.practice.owner, id) }
}

interface Message {
  status: string
  captured: boolean
  sentAt: string
  timeline: { at: string; status: string; detail?: string }[]
}

const messageOf = (as: string, id: string) => ({
  read: async () => (await api.call('GET', `/v1/messages/${id}`, { as })).json<Message>(),
  content: async (reader = as) =>
    (await api.call('GET', `/v1/messages/${id}/content`, { as: reader })).json<{ text: string }>().text,
  simulate: (event: string) => api.call('POST', `/v1/messages/${id}/simulate`, { as, body: { event } }),
})

describe('a message', () => {
  it('is captured, and delivered at that clock', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const message = await queued(here)
    expect(await message.read()).toMatchObject({ status: 'queued', captured: false })
    await settle(here)
    expect(await message.read()).toMatchObject({
      status: 'delivered',
      captured: true,
      sentAt: monday,
      timeline: [
        { at: monday, status: 'queued' },
        { at: monday, status: 'sending' },
        { at: monday, status: 'sent' },
        { at: monday, status: 'delivered' },
      ],
    })
  })

  it('is not captured for whoever is not to be written to', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const body = { email: 'ines@reader.example', scope: 'practice' }
    expect((await api.call('POST', '/v1/suppressions', { as: here.practice.owner, body })).statusCode).toBe(201)
    const message = await queued(here)
    await settle(here)
    expect(await message.read()).toMatchObject({ status: 'suppressed', captured: false })
  })
})

describe('tokens', () => {
  const contentOf = async (as: string, kind: string, reader = as) => {
    const list = await api.call('GET', `/v1/messages?kind=${kind}`, { as })
    const { id } = list.json<{ data: { id: string }[] }>().data[0]!
    return messageOf(as, id).content(reader)
  }

  it('of clients can be read, before the mail is captured and after', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const { owner } = here.practice
    const client = await api.call('POST', '/v1/clients', {
      as: owner,
      body: { name: 'Maya Lindqvist', email: 'maya@tokens.example', timeZone: 'UTC' },
    })
    await api.call('POST', `/v1/clients/${client.json<{ id: string }>().id}/invite`, { as: owner })
    const token = await tokenMailedTo(api, 'maya@tokens.example', 'welcome')
    expect(await contentOf(owner, 'welcome')).toContain(token)
    await settle(here)
    expect(await contentOf(owner, 'welcome')).toContain(token)
    const redeemed = await api.call('POST', '/v1/auth/sign-in-links/redeem', { body: { token } })
    expect(redeemed.statusCode, redeemed.body).toBe(200)
  })

  it('expire by the clock of the practice', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const { owner } = here.practice
    await api.call('POST', '/v1/clients', {
      as: owner,
      body: { name: 'Maya Lindqvist', email: 'maya@late.example', timeZone: 'UTC' },
    })
    const askFor = () => api.call('POST', '/v1/auth/sign-in-links', { body: { email: 'maya@late.example' } })
    const redeem = (token: string) => api.call('POST', '/v1/auth/sign-in-links/redeem', { body: { token } })
    await askFor()
    const late = await tokenMailedTo(api, 'maya@late.example', 'sign_in_link')
    await here.advance('2026-03-02T09:10:00.000Z')
    await work(here)
    expect((await redeem(late)).json()).toMatchObject({ code: 'link_refused' })
    await askFor()
    const session = await redeem(await tokenMailedTo(api, 'maya@late.example', 'sign_in_link'))
    // The session is of whoever sits in front of it, so that a year of the clock does not end it.
    await here.advance('2027-03-02T09:00:00.000Z')
    await work(here)
    const { accessToken } = session.json<{ accessToken: string }>()
    expect((await api.call('GET', '/v1/me', { as: accessToken })).statusCode).toBe(200)
  })

  it('that open an account are its owner’s alone', async () => {
    const { accessToken, user, practice } = await signUp(api, { sandbox: true })
    const token = await tokenMailedTo(api, user.email, 'email_verification')
    expect(await contentOf(accessToken, 'email_verification')).toContain(token)
    const colleague = await invited(accessToken)
    expect(colleague.practice.id).toBe(practice.id)
    expect(await contentOf(accessToken, 'email_verification', colleague.accessToken)).not.toContain(token)
  })

  it('prove nothing to practices whose mail leaves', async () => {
    const { accessToken, user } = await signUp(api, { sandbox: true })
    const confirm = (token: string) => api.call('POST', '/v1/auth/email-verifications/confirm', { body: { token } })
    const verifiedAt = async (as: string) =>
      (await api.call('GET', '/v1/me', { as })).json<{ user: { emailVerifiedAt: string | null } }>().user
        .emailVerifiedAt
    await confirm(await tokenMailedTo(api, user.email, 'email_verification'))
    expect(await verifiedAt(accessToken)).not.toBeNull()
    const founded = await api.call('POST', '/v1/practices', {
      as: accessToken,
      body: { name: 'In earnest', timeZone: 'Europe/Berlin', sandbox: false },
    })
    expect(founded.statusCode, founded.body).toBe(201)
    expect(await verifiedAt(accessToken)).toBeNull()
    const mailed = await tokenMailedTo(api, user.email, 'email_verification')
    // Another from the sandbox, where it could be read without the mailbox.
    await api.call('POST', '/v1/auth/email-verifications', { as: accessToken })
    expect((await confirm(mailed)).statusCode).toBe(404)
    await confirm(await tokenMailedTo(api, user.email, 'email_verification'))
    expect(await verifiedAt(accessToken)).toBeNull()
  })

  let colleagues = 0
  /** Somebody who took up an invitation. */
  async function invited(as: string) {
    colleagues += 1
    const email = `colleague.${colleagues}@tokens.example`
    await api.call('POST', '/v1/invitations', { as, body: { email, role: 'owner' } })
    const token = await tokenMailedTo(api, email, 'invitation')
    const accepted = await api.call('POST', '/v1/auth/invitations/accept', {
      body: { token, name: 'Ben Okafor', password: goodPassword },
    })
    expect(accepted.statusCode, accepted.body).toBe(201)
    return accepted.json<{ accessToken: string; practice: { id: string } }>()
  }
})

describe('simulating', () => {
  /** The note to Paula, who has got it, and what is known of her. */
  async function told() {
    const drafted = await draft(api)
    const here = await turnIntoSandbox(api, drafted.story.practice, new Date().toISOString())
    expect((await drafted.approve()).statusCode).toBe(200)
    await settle(here)
    const { messageId } = await drafted.recipient('Paula Okafor')
    const suppressions = async () => {
      const list = await drafted.call('GET', '/v1/suppressions?email=paula@people.example')
      return list.json<{ data: { reason: string; scope: string }[] }>().data
    }
    const tasks = async () =>
      (await drafted.openTasks()).filter(({ subjectId }) => [messageId, paula.id].includes(subjectId))
    const paula = await drafted.recipient('Paula Okafor')
    const coverage = async () =>
      (await drafted.call('GET', `/v1/announcements/${drafted.id}/coverage`)).json<{ told: number; excused: number }>()
    return {
      ...drafted,
      here,
      ...messageOf(drafted.story.practice.owner, messageId!),
      paula: async () => (await drafted.recipient('Paula Okafor')).status,
      suppressions,
      tasks,
      coverage,
    }
  }

  it('starts from a note that was sent, as far as anybody can see', async () => {
    const { paula, read, coverage } = await told()
    expect(await paula()).toBe('sent')
    expect(await read()).toMatchObject({ status: 'delivered', captured: true })
    expect(await coverage()).toMatchObject({ told: 2 })
  })

  it('bounced: the recipient is to be called, and nobody writes to the address again', async () => {
    const { paula, simulate, suppressions, tasks, coverage } = await told()
    const answer = await simulate('bounced')
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.json()).toMatchObject({ status: 'bounced' })
    expect(['bounced', 'call_due']).toContain(await paula())
    expect(await tasks()).toMatchObject([{ kind: 'call' }])
    expect(await suppressions()).toMatchObject([{ reason: 'hard_bounce', scope: 'practice' }])
    expect(await coverage()).toMatchObject({ told: 1 })
  })

  it('complained: nobody writes to the address again, and the recipient is excused', async () => {
    const { paula, simulate, suppressions, tasks, coverage } = await told()
    expect((await simulate('complained')).json()).toMatchObject({ status: 'complained' })
    expect(await paula()).toBe('suppressed')
    expect(await suppressions()).toMatchObject([{ reason: 'complaint', scope: 'practice' }])
    expect(await tasks()).toEqual([])
    expect(await coverage()).toMatchObject({ told: 1, excused: 1 })
  })

  it('failed: it can be sent once more', async () => {
    const { here, call, story, paula, simulate, read, coverage } = await told()
    const failed = (await simulate('failed')).json<{ id: string; status: string }>()
    expect(failed.status).toBe('failed')
    expect(await paula()).toBe('failed')
    expect(await coverage()).toMatchObject({ told: 1 })
    expect(
      (await call('POST', `/v1/messages/${failed.id}/resend`, undefined, { as: story.practice.owner })).statusCode,
    ).toBe(200)
    await settle(here)
    expect(await read()).toMatchObject({ status: 'delivered' })
    expect(await paula()).toBe('sent')
  })

  it('uncertain: somebody has to look', async () => {
    const { call, paula, simulate, tasks, read } = await told()
    const uncertain = (await simulate('uncertain')).json<{ id: string; status: string }>()
    expect(uncertain.status).toBe('uncertain')
    expect(await paula()).toBe('uncertain')
    expect(await tasks()).toMatchObject([{ kind: 'uncertain_message', subjectId: uncertain.id }])
    await call('POST', `/v1/messages/${uncertain.id}/resolve`, { verdict: 'delivered' })
    expect(await read()).toMatchObject({ status: 'delivered' })
    expect(await paula()).toBe('sent')
    expect(await tasks()).toEqual([])
  })

  it('replied: somebody is to read it, and it counts as a conversation', async () => {
    const { here, paula, simulate, read } = await told()
    const before = await read()
    const replied = await simulate('replied')
    expect(replied.json()).toEqual(before)
    expect(await paula()).toBe('sent')
    const { rows } = await api.database.admin.query(
      `select subject_id from events where practice_id = $1 and kind = 'message.replied'`,
      [here.practice.practiceId],
    )
    const { id, contactId } = replied.json<{ id: string; contactId: string }>()
    expect(rows).toEqual([{ subject_id: id }])
    const ask = async (url: string) => (await api.call('GET', url, { as: here.practice.owner })).json<object>()
    expect(await ask('/v1/tasks?kind=reply')).toMatchObject({ data: [{ subjectId: id, contactId }] })
    const conversations = `/v1/contacts/${contactId}/interactions?limit=1`
    expect(await ask(conversations)).toMatchObject({ data: [{ type: 'email', direction: 'inbound' }] })
  })

  it('409 for what cannot become that', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const message = await queued(here)
    for (const event of ['bounced', 'complained', 'failed', 'uncertain', 'replied']) {
      expect((await message.simulate(event)).json()).toMatchObject({ code: 'message_status_refused' })
    }
    await settle(here)
    expect((await message.simulate('bounced')).statusCode).toBe(200)
    expect((await message.simulate('bounced')).statusCode).toBe(409)
  })

  it('422 for what there is not', async () => {
    const here = await makeSandbox(api, { standsAt: monday })
    const message = await queued(here)
    expect((await message.simulate('eaten')).json()).toMatchObject({ errors: [{ pointer: '/event' }] })
  })
})
