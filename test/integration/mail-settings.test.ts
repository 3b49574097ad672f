import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'

let api: TestApi
beforeAll(async () => {
  // As in production: servers inside the operator's network are nobody's to name.
  api = await startTestApi({ PRIVATE_MAIL_SERVERS: 'false' })
})
afterAll(() => api.stop())

it.each([
  'localhost', '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '10.0.0.5', '192.168.1.20', '172.16.0.1',
  '169.254.169.254', '100.64.0.9', '0.0.0.0', '224.0.0.1', 'no-such-host.invalid',
])('%s is no mail server of a practice', async (host) => {
  const { owner } = await api.practice()
  const smtp = { host, port: 25, security: 'tls', userName: null }
  const refused = await api.call('PUT', '/v1/practice/mail-settings', { as: owner, body: { smtp, fromAddress: null } })
  expect(refused.statusCode, refused.body).toBe(422)
  expect(refused.json()).toMatchObject({ code: 'mail_server_refused' })
}) // prettier-ignore

it('only owners see and change them', async () => {
  const practice = await api.practice()
  for (const role of ['coach', 'assistant'] as const) {
    const { token } = await practice.member(role)
    expect((await api.call('GET', '/v1/practice/mail-settings', { as: token })).statusCode).toBe(403)
    const body = { smtp: null, fromAddress: null }
    expect((await api.call('PUT', '/v1/practice/mail-settings', { as: token, body })).statusCode).toBe(403)
  }
})

it('a domain that stays keeps its key; another gets one of its own', async () => {
  const { owner } = await api.practice()
  const put = async (fromAddress: string | null) =>
    (await api.call('PUT', '/v1/practice/mail-settings', { as: owner, body: { smtp: null, fromAddress } })).json<{
      sender: { dnsRecord: { value: string } } | null
    }>().sender?.dnsRecord
  const first = await put('ruth@northlight.example')
  expect(await put('letters@northlight.example')).toEqual(first)
  expect((await put('ruth@southlight.example'))!.value).not.toBe(first!.value)
  expect(await put(null)).toBeUndefined()
})
