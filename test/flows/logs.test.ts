import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPost, patience, type Post } from '../support/post.ts'
import { type CadreProcess, callOver, startApiProcess, startWorkerProcess } from '../support/processes.ts'

/*
 * Everything that opens an account, used rightly and wrongly, against processes that log all they can. Then their words
 * are searched for each secret that was issued or typed, and for every name and address.
 */

const password = 'canary-password at the harbour'
const nextPassword = 'canary-password by the station'
const [ada, ben, maya] = ['ada', 'ben', 'maya'].map((name) => `canary.${name}@people.example`) as [
  string,
  string,
  string,
]

let post: Post
let processes: CadreProcess[]
const secrets = new Set<string>()
beforeAll(async () => {
  post = await openPost('PostgreSQL', {
    behaviour: ({ phase, to }) =>
      phase === 'rcpt' && to === ben ? { reply: `550 5.1.1 <${to}> is not here` } : undefined,
  })
  const environment = { ...post.environment, LOG_LEVEL: 'trace' }
  processes = await Promise.all([startApiProcess(environment), startWorkerProcess(environment)])
})
afterAll(() => post.stop())

const api = (token = '') => callOver(processes[0]!, token)

/** One request; every token in its answer is a secret from then on. */
async function ask(method: string, url: string, body?: unknown, token?: string) {
  const answer = await api(token)(method, url, body === undefined ? {} : { body })
  const given = (answer.body === '' ? {} : answer.json()) as Record<string, string | undefined>
  for (const name of ['accessToken', 'refreshToken']) if (given[name]) secrets.add(given[name])
  return { status: answer.statusCode, ...given } as {
    status: number
    accessToken: string
    refreshToken: string
    id: string
  }
}

/** The token of the link in the newest mail to somebody, which opens it as people and scanners do. */
async function tokenMailedTo(address: string, subject: RegExp): Promise<string> {
  const mail = () =>
    post.sink.messagesTo(address).findLast(({ headers }) => subject.test(headers['subject']?.[0] ?? ''))
  await expect.poll(mail, patience).toBeDefined()
  const text = mail()!.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')
  const token = /[/=]([\w-]{43})\b/.exec(text)?.[1]
  if (!token) throw new Error(`no link in:\n${text}`)
  secrets.add(token)
  await api()('GET', `/l/${token}`)
  return token
}

it('no token, password, address or name stands in the logs of the API and the worker', async () => {
  const signUp = { practiceName: 'Canary Coaching', name: 'Canary Ada', email: ada, password, timeZone: 'UTC' }
  const { accessToken: owner, refreshToken } = await ask('POST', '/v1/auth/sign-up', signUp)
  const verification = await tokenMailedTo(ada, /confirm|verif|address/i)
  const opened = [
    await ask('POST', '/v1/auth/email-verifications/confirm', { token: verification }),
    await ask('POST', '/v1/auth/email-verifications/confirm', { token: verification }),
    await ask('POST', '/v1/auth/sign-in', { email: ada, password }),
    await ask('POST', '/v1/auth/sign-in', { email: ada, password: nextPassword }),
    await ask('POST', '/v1/auth/refresh', { refreshToken }),
    await ask('POST', '/v1/auth/refresh', { refreshToken }),
    await ask('GET', `/v1/me?token=${owner}&email=${ada}`, undefined, owner),
    await ask('GET', '/v1/me', undefined, `${owner.slice(0, -3)}abc`),
  ]
  expect(opened.map(({ status }) => status)).toEqual([204, 404, 200, 401, 200, 401, 200, 401])

  await ask('POST', '/v1/auth/password-resets', { email: ada })
  const reset = await tokenMailedTo(ada, /password/i)
  await ask('POST', '/v1/auth/password-resets/confirm', { token: reset, password: nextPassword })
  const { accessToken } = await ask('POST', '/v1/auth/sign-in', { email: ada, password: nextPassword })
  await ask('POST', '/v1/invitations', { email: ben, role: 'coach' }, accessToken)
  const client = { name: 'Canary Maya', email: maya, timeZone: 'UTC' }
  const { id } = await ask('POST', '/v1/clients', client, accessToken)
  await ask('POST', `/v1/clients/${id}/invite`, undefined, accessToken)
  const link = await tokenMailedTo(maya, /./)
  const redeemed = await ask('POST', '/v1/auth/sign-in-links/redeem', { token: link })
  expect(redeemed.status).toBe(200)
  const bad = await ask('POST', '/v1/clients', { ...client, password, canary: maya }, accessToken)
  expect(bad.status).toBe(422)
  await expect.poll(async () => (await post.statuses())['bounced'], patience).toBe(1)

  const [spoken, worked] = processes.map(({ output }) => output())
  expect(spoken).toContain('request completed')
  expect(worked).toContain('workers are ready')
  // Two of each session, and one of each of three mails.
  expect(secrets.size).toBeGreaterThan(10)
  const said = `${spoken}${worked}`
  expect([...secrets].filter((secret) => said.includes(secret) || said.includes(secret.split('.').at(-1)!))).toEqual([])
  expect(said.match(/canary|@people\.example|password at|password by/gi)).toBeNull()
})
