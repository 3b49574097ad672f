import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { sendForm } from '../support/pages.ts'
import { eventsOf, mailsTo, tokenMailedTo } from '../support/people.ts'

interface SignedInClient {
  accessToken: string
  refreshToken: string
  client: { id: string }
  practice: { id: string }
}

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

let clients = 0
async function addClient(of = practice, email = `maya${(clients += 1)}@example.test`) {
  const body = { name: 'Maya Lindqvist', email, timeZone: 'Europe/Stockholm' }
  const made = await api.call('POST', '/v1/clients', { as: of.owner, body })
  expect(made.statusCode, made.body).toBe(201)
  return { id: made.json<{ id: string }>().id, email }
}

const ask = (email: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/auth/sign-in-links', { body: { email, ...more }, headers })
const redeem = (token: string) => api.call('POST', '/v1/auth/sign-in-links/redeem', { body: { token } })
const linkTo = async (email: string) => {
  expect((await ask(email)).statusCode).toBe(202)
  return tokenMailedTo(api, email, 'sign_in_link')
}
const expire = (clientId: string) =>
  api.database.admin.query(`update access_handles set expires_at = now() where subject_id = $1`, [clientId])

describe('asking for a link', () => {
  it('answers alike whether anybody has the address, and mails only them', async () => {
    const { id, email } = await addClient()
    const [known, unknown] = await Promise.all([ask(email.toUpperCase()), ask('nobody@example.test')])
    expect([known.statusCode, known.body]).toEqual([202, ''])
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body])
    expect(Object.keys(unknown.headers)).toEqual(Object.keys(known.headers))
    expect(await mailsTo(api, email)).toMatchObject([
      { kind: 'sign_in_link', text: expect.stringMatching(/ten minutes[^]*If you did not ask/) as string },
    ])
    expect(await mailsTo(api, 'nobody@example.test')).toEqual([])
    const { rows } = await api.database.admin.query(
      `select actor_kind from events where kind = 'client.sign_in_link_mailed' and subject_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ actor_kind: 'system' }])
  })

  it('mails once for every practice of theirs, or for the one that is named', async () => {
    const other = await api.practice({ name: 'Southlight Coaching' })
    const { email } = await addClient()
    await addClient(other, email)
    await ask(email)
    expect((await mailsTo(api, email)).map(({ text }) => /\w+light Coaching/.exec(text)![0]).toSorted()).toEqual([
      'Northlight Coaching',
      'Southlight Coaching',
    ])
    await ask(email, { practiceId: other.practiceId })
    expect(await mailsTo(api, email)).toHaveLength(3)
    const token = await tokenMailedTo(api, email, 'sign_in_link')
    expect((await redeem(token)).json()).toMatchObject({ practice: { id: other.practiceId } })
  })

  it('leads to the practice’s app, or to a page of our own', async () => {
    const { email } = await addClient()
    await ask(email)
    expect((await mailsTo(api, email))[0]!.text).toMatch(/^http:\/\/cadre\.test\/l\/[\w-]{43}$/m)
    await api.call('PATCH', '/v1/practice', {
      as: practice.owner,
      body: { clientAppUrl: 'https://clients.example/app/' },
    })
    await ask(email)
    expect((await mailsTo(api, email))[0]!.text).toMatch(/^https:\/\/clients\.example\/app\/sign-in\?token=[\w-]{43}$/m)
    await api.call('PATCH', '/v1/practice', { as: practice.owner, body: { clientAppUrl: null } })
  })

  it.each(['host', 'x-forwarded-host'])('never builds a link from %s', async (header) => {
    const { email } = await addClient()
    await ask(email, {}, { [header]: 'evil.test' })
    const [mail] = await mailsTo(api, email)
    expect(mail!.text).toContain('http://cadre.test/l/')
    expect(mail!.text).not.toContain('evil')
  })

  it('is limited for one address, known or not; the links that were mailed stay good', async () => {
    const { email } = await addClient()
    for (const address of [email, 'nobody.either@example.test']) {
      const statuses: number[] = []
      for (let n = 0; n < 5; n += 1) statuses.push((await ask(address)).statusCode)
      expect(statuses).toEqual([202, 202, 202, 202, 202])
      const refused = await ask(address)
      expect(refused.json()).toMatchObject({ status: 429, code: 'too_many_attempts' })
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(600)
    }
    const mails = await mailsTo(api, email)
    expect(mails).toHaveLength(5)
    expect((await redeem(mails.at(-1)!.secret)).statusCode).toBe(200)
  })

  it('stores no token but in the mail on its way', async () => {
    const { id, email } = await addClient()
    const token = await linkTo(email)
    const { rows } = await api.database.admin.query<{ kept: string }>(
      `select access_handles::text as kept from access_handles where subject_id = $1
       union all select events::text from events where subject_id = $1`,
      [id],
    )
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map(({ kept }) => kept).join()).not.toContain(token)
  })
})

describe('redeeming a link', () => {
  it('signs the client in, to what is theirs', async () => {
    const { id, email } = await addClient()
    await addClient()
    const answer = await redeem(await linkTo(email))
    expect(answer.statusCode, answer.body).toBe(200)
    const { accessToken, client } = answer.json<SignedInClient>()
    expect(answer.json()).toMatchObject({
      tokenType: 'Bearer',
      client: { id, email },
      practice: { id: practice.practiceId },
    })
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString())
    expect(claims).toMatchObject({ sub: id, clientId: id, role: 'client', practiceId: practice.practiceId })
    const own = await api.call('GET', `/v1/clients/${id}`, { as: accessToken })
    expect(own.json()).toEqual(client)
    expect((await api.call('GET', '/v1/clients', { as: accessToken })).statusCode).toBe(403)
    const { rows } = await api.database.admin.query(
      `select actor_kind, actor_id from events where kind = 'session.started' and client_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ actor_kind: 'client', actor_id: id }])
  })

  it('works once, of fifty at once', async () => {
    const { email } = await addClient()
    const token = await linkTo(email)
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(token)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array<number>(49).fill(404),
    ])
    expect(answers.find(({ statusCode }) => statusCode === 404)!.json()).toMatchObject({ code: 'link_refused' })
  })

  it('uses up the client’s other links', async () => {
    const { email } = await addClient()
    const first = await linkTo(email)
    expect((await redeem(await linkTo(email))).statusCode).toBe(200)
    expect((await redeem(first)).statusCode).toBe(404)
  })

  it('is refused after ten minutes, and for what was never a link', async () => {
    const { id, email } = await addClient()
    const token = await linkTo(email)
    const { rows } = await api.database.admin.query(
      `select extract(epoch from expires_at - created_at)::int as seconds from access_handles where subject_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ seconds: 600 }])
    await expire(id)
    const late = await redeem(token)
    expect((await redeem('a'.repeat(43))).json()).toEqual({
      ...late.json<object>(),
      requestId: expect.any(String) as string,
    })
    expect(late.statusCode).toBe(404)
  })

  it('opens a session that is refreshed and ended as any other', async () => {
    const { email } = await addClient()
    const signedIn = (await redeem(await linkTo(email))).json<SignedInClient>()
    const refreshed = await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: signedIn.refreshToken } })
    const { accessToken, refreshToken } = refreshed.json<SignedInClient>()
    expect((await api.call('GET', '/v1/me', { as: accessToken })).json()).toMatchObject({ kind: 'client' })
    expect((await api.call('POST', '/v1/auth/sign-out', { as: accessToken, body: {} })).statusCode).toBe(204)
    expect((await api.call('GET', '/v1/me', { as: accessToken })).statusCode).toBe(401)
    expect((await api.call('POST', '/v1/auth/refresh', { body: { refreshToken } })).statusCode).toBe(401)
  })
})

describe('the page of our own', () => {
  const page = (method: 'GET' | 'HEAD', token: string) => api.call(method, `/l/${token}`)

  it('changes nothing, however often it is read', async () => {
    const { email } = await addClient()
    const token = await linkTo(email)
    const before = await eventsOf(api, practice.practiceId)
    const scans = await Promise.all(Array.from({ length: 20 }, (_, n) => page(n % 2 ? 'GET' : 'HEAD', token)))
    expect(new Set(scans.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
    expect((await page('GET', token)).body).toContain('Sign in to Northlight Coaching')
    expect(await eventsOf(api, practice.practiceId)).toEqual(before)
    expect((await redeem(token)).statusCode).toBe(200)
    expect((await page('GET', token)).statusCode).toBe(404)
  })

  it('turns the link into a code, once', async () => {
    const { id, email } = await addClient()
    const token = await linkTo(email)
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendForm(api, `/l/${token}`, 'do=act')))
    const shown = answers.filter(({ status }) => status === 200)
    expect(shown).toHaveLength(1)
    const code = /<p>([\w-]{43})<\/p>/.exec(shown[0]!.html)![1]!
    expect((await redeem(token)).statusCode).toBe(404)
    expect((await redeem(code)).json()).toMatchObject({ client: { id } })
    expect((await redeem(code)).statusCode).toBe(404)
    expect((await eventsOf(api, practice.practiceId)).slice(-2)).toEqual([
      'client.sign_in_code_shown',
      'session.started',
    ])
  })
})

describe('inviting a client', () => {
  const invite = (id: string, as = practice.owner) => api.call('POST', `/v1/clients/${id}/invite`, { as })

  it('mails their coach’s welcome, with a link that is good for days', async () => {
    const coach = await practice.member('coach')
    const body = {
      name: 'Dr. Noor Aziz',
      email: 'noor@example.test',
      timeZone: 'Asia/Karachi',
      coachId: coach.memberId,
    }
    const { id } = (await api.call('POST', '/v1/clients', { as: practice.owner, body })).json<{ id: string }>()
    expect((await invite(id)).statusCode).toBe(202)
    const { rows } = await api.database.admin.query(
      `select m.kind, m.from_name = u.name and m.reply_to_address = u.email as from_coach
         from messages m, users u join members on members.user_id = u.id where m.client_id = $1 and members.id = $2`,
      [id, coach.memberId],
    )
    expect(rows).toEqual([{ kind: 'welcome', from_coach: true }])
    const [mail] = await mailsTo(api, 'noor@example.test')
    expect(mail!.text).toMatch(/^Dear Noor,[^]*seven days/)
    expect((await redeem(mail!.secret)).json()).toMatchObject({ client: { id } })
    expect(await eventsOf(api, practice.practiceId)).toContain('client.invited')
  })

  it('welcomes one of whom only the address is known', async () => {
    const { id, email } = await addClient()
    await api.call('PATCH', `/v1/clients/${id}`, { as: practice.owner, body: { name: email } })
    expect((await invite(id)).statusCode).toBe(202)
    expect((await linkTo(email)).length).toBeGreaterThan(0)
  })

  it('is for coaches, and for clients who were not put away', async () => {
    const { id } = await addClient()
    expect((await invite(id, (await practice.member('assistant')).token)).statusCode).toBe(403)
    expect((await invite(id, (await practice.member('coach')).token)).statusCode).toBe(404)
    await api.call('POST', `/v1/clients/${id}/archive`, { as: practice.owner })
    expect((await invite(id)).json()).toMatchObject({ status: 409, code: 'client_archived' })
  })

  it('is limited for one mailbox', async () => {
    const { id } = await addClient()
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1) statuses.push((await invite(id)).statusCode)
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
  })
})
