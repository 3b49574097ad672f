import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { waitingForLocks } from '../support/locks.ts'
import { eventsOf, goodPassword, mailsTo, signUp, tokenMailedTo } from '../support/people.ts'
import { patience } from '../support/post.ts'

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

const otherPassword = 'a boat without a harbour'
const signIn = (email: string, password = goodPassword) =>
  api.call('POST', '/v1/auth/sign-in', { body: { email, password } })

describe('members', () => {
  it('are listed, and change what they may at once', async () => {
    const own = await api.practice()
    const coach = await own.member('coach')
    const list = await api.call('GET', '/v1/members', { as: coach.token })
    expect(list.json<{ data: object[] }>().data).toMatchObject([{ role: 'owner' }, { role: 'coach' }])
    const url = `/v1/members/${coach.memberId}`
    expect((await api.call('PATCH', url, { as: coach.token, body: { role: 'owner' } })).statusCode).toBe(403)
    expect((await api.call('PATCH', url, { as: own.owner, body: { role: 'owner' } })).statusCode).toBe(200)
    expect((await api.call('PATCH', '/v1/practice', { as: coach.token, body: { name: 'Theirs' } })).statusCode).toBe(
      200,
    )
  })

  it('are removed, which ends their sessions at once', async () => {
    const own = await api.practice()
    const coach = await own.member('coach')
    const url = `/v1/members/${coach.memberId}`
    expect((await api.call('DELETE', url, { as: own.owner })).statusCode).toBe(204)
    expect((await api.call('GET', '/v1/me', { as: coach.token })).statusCode).toBe(401)
    expect((await api.call('DELETE', url, { as: own.owner })).statusCode).toBe(404)
  })

  it('stay while clients are theirs', async () => {
    const own = await api.practice()
    const coach = await own.member('coach')
    const body = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
    await api.call('POST', '/v1/clients', { as: coach.token, body })
    const refused = await api.call('DELETE', `/v1/members/${coach.memberId}`, { as: own.owner })
    expect(refused.statusCode).toBe(409)
    expect(refused.json()).toMatchObject({ code: 'member_has_clients' })
  })

  it('keep one owner among them, whatever happens at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const own = await api.practice()
      const second = await own.member('owner')
      const owners = [
        { id: own.ownerId, token: own.owner },
        { id: second.memberId, token: second.token },
      ]
      const changes = Array.from({ length: 10 }, (_, n) => {
        const { id, token } = owners[n % 2]!
        return n % 3 === 0
          ? api.call('DELETE', `/v1/members/${id}`, { as: token })
          : api.call('PATCH', `/v1/members/${id}`, { as: token, body: { role: 'assistant' } })
      })
      await Promise.all(changes)
      const { rows } = await api.database.admin.query(
        `select 1 from members where practice_id = $1 and role = 'owner'`,
        [own.practiceId],
      )
      expect(rows).toHaveLength(1)
    }
    const alone = await api.practice()
    const refused = await api.call('DELETE', `/v1/members/${alone.ownerId}`, { as: alone.owner })
    expect(refused.json()).toMatchObject({ code: 'last_owner' })
  })

  it('404 for those of another practice', async () => {
    const other = await api.practice()
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const url = `/v1/members/${other.ownerId}`
      const response = await api.call(method, url, {
        as: practice.owner,
        body: method === 'PATCH' ? { role: 'coach' } : undefined,
      })
      expect(response.statusCode).toBe(404)
    }
  })
})

describe('invitations', () => {
  let guests = 0
  const invite = async (email: string, role = 'coach') => {
    const answer = await api.call('POST', '/v1/invitations', { as: practice.owner, body: { email, role } })
    return { answer, url: answer.headers.location as string }
  }
  const guest = () => `guest.${(guests += 1)}@example.test`
  const accept = (body: object) => api.call('POST', '/v1/auth/invitations/accept', { body })

  it('make a new user, whose address the mail has proven', async () => {
    const email = guest()
    const { answer } = await invite(email)
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({ email, role: 'coach', invitedBy: practice.ownerId })
    const token = await tokenMailedTo(api, email, 'invitation')
    expect((await accept({ token, password: goodPassword })).json()).toMatchObject({ errors: [{ pointer: '/name' }] })
    const body = { token, name: 'Bea Ortiz', password: goodPassword }
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(body)))
    const joined = answers.filter(({ statusCode }) => statusCode === 201)
    expect(joined).toHaveLength(1)
    expect(joined[0]!.json()).toMatchObject({
      user: { email, name: 'Bea Ortiz', emailVerifiedAt: expect.any(String) as string },
      member: { role: 'coach' },
      practice: { id: practice.practiceId },
    })
    expect((await accept(body)).statusCode).toBe(404)
    expect((await eventsOf(api, practice.practiceId)).slice(-2)).toEqual(['member.joined', 'session.started'])
  })

  it('reach no strangers before the inviter’s own address is confirmed, but for those of a sandbox, which leave for nowhere', async () => {
    const [real, sandbox] = [await signUp(api), await signUp(api, { sandbox: true })]
    const email = guest()
    const inviteAs = (as: string) => api.call('POST', '/v1/invitations', { as, body: { email, role: 'coach' } })
    expect((await inviteAs(real.accessToken)).json()).toMatchObject({ status: 409, code: 'email_unverified' })
    expect(await mailsTo(api, email)).toEqual([])
    expect((await inviteAs(sandbox.accessToken)).statusCode).toBe(201)
  })

  it('let a known user in with their own password', async () => {
    const { user } = await signUp(api)
    await invite(user.email, 'assistant')
    const token = await tokenMailedTo(api, user.email, 'invitation')
    expect((await accept({ token, password: otherPassword })).statusCode).toBe(401)
    const joined = await accept({ token, name: 'Somebody Else', password: goodPassword })
    expect(joined.json()).toMatchObject({ user: { id: user.id, name: 'Ada Brandt' }, memberships: [{}, {}] })
    const { answer } = await invite(user.email)
    expect(answer.json()).toMatchObject({ code: 'member_already' })
  })

  it('do not prove another address that their reader changes to meanwhile', async () => {
    const { user, accessToken: as } = await signUp(api)
    await invite(user.email)
    const token = await tokenMailedTo(api, user.email, 'invitation')
    const { admin } = api.database
    const waiting = () => waitingForLocks(api.database)
    await admin.query(`begin`)
    await admin.query(`select from access_handles where kind = 'invitation' for update`)
    const accepting = accept({ token, password: goodPassword })
    await expect.poll(waiting, patience).toBe(1)
    let isChanged = false
    const email = `other.${user.email}`
    const changing = api
      .call('PATCH', '/v1/me', { as, body: { email, currentPassword: goodPassword } })
      .finally(() => (isChanged = true))
    await expect.poll(async () => isChanged || (await waiting()) === 2, patience).toBe(true)
    await admin.query('commit')
    await Promise.all([accepting, changing])
    const me = (await api.call('GET', '/v1/me', { as })).json<{ user: object }>()
    expect(me.user).toMatchObject({ email, emailVerifiedAt: null })
  })

  it('are replaced by a newer one, taken back, and run out', async () => {
    const email = guest()
    await invite(email)
    const first = await tokenMailedTo(api, email, 'invitation')
    const { url } = await invite(email, 'owner')
    const second = await tokenMailedTo(api, email, 'invitation')
    const body = { name: 'Bea Ortiz', password: goodPassword }
    expect((await accept({ ...body, token: first })).statusCode).toBe(404)
    const list = await api.call('GET', '/v1/invitations', { as: practice.owner })
    expect(list.json<{ data: { email: string }[] }>().data.filter((one) => one.email === email)).toHaveLength(1)
    expect((await api.call('GET', url, { as: practice.owner })).statusCode).toBe(200)
    expect((await api.call('DELETE', url, { as: practice.owner })).statusCode).toBe(204)
    expect((await accept({ ...body, token: second })).statusCode).toBe(404)
    await invite(email)
    await api.database.admin.query(`update access_handles set expires_at = now() where kind = 'invitation'`)
    expect((await accept({ ...body, token: await tokenMailedTo(api, email, 'invitation') })).statusCode).toBe(404)
  })

  it('are accepted on our own page too', async () => {
    const email = guest()
    await invite(email)
    const token = await tokenMailedTo(api, email, 'invitation')
    const page = await api.call('GET', `/l/${token}`)
    expect(page.body).toContain('Your name')
    const done = await api.app.inject({
      method: 'POST',
      url: `/l/${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ name: '<b>Bea</b>', password: goodPassword, do: 'act' }).toString(),
    })
    expect(done.body).toContain('You have joined')
    expect((await signIn(email)).json()).toMatchObject({ user: { name: '<b>Bea</b>' } })
  })

  it('come from the person who invites, and replies reach them', async () => {
    const email = guest()
    await invite(email)
    const { rows } = await api.database.admin.query('select * from messages where to_address = $1', [email])
    expect(rows).toMatchObject([
      { reply_to_address: expect.stringContaining('@example.test') as string, lane: 'transactional' },
    ])
    expect((await mailsTo(api, email))[0]!.subject).toContain('Person')
  })
})
