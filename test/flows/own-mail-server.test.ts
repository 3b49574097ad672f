import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newDkimKeys } from '../../src/infra/mail/signing.ts'
import { optOutHeaders } from '../../src/modules/announcements/letter.rules.ts'
import { type DnsServer, startDnsServer } from '../support/dns-server.ts'
import { openPost, patience, type Post } from '../support/post.ts'
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts'
import { findEverywhere } from '../support/whole-database.ts'

/* A practice sends through a mail server of its own, from a domain of its own; what is signed is verified by somebody else's program. */

const platformKeys = await newDkimKeys()

let dns: DnsServer
let own: SmtpSink
let post: Post
beforeEach(async () => {
  dns = await startDnsServer()
  dns.records.set('cadre._domainkey.platform.example', `v=DKIM1; k=rsa; p=${platformKeys.publicKey}`)
  own = await startSmtpSink()
  post = await openPost('PostgreSQL', {
    environment: {
      DNS_SERVERS: dns.address,
      MAIL_FROM: 'letters@platform.example',
      MAIL_DKIM_PRIVATE_KEY: platformKeys.privateKey.replaceAll('\n', '\\n'),
    },
  })
})
afterEach(async () => {
  await post.stop()
  await Promise.all([own.close(), dns.close()])
})

interface Settings {
  smtp: unknown
  sender: { status: string; dnsRecord: { name: string; value: string } }
}

const settings = async (method: string, path = '', body?: unknown) =>
  post.api.call(method, `/v1/practice/mail-settings${path}`, { as: post.practice.owner, ...(body ? { body } : {}) })

const server = () => ({ host: '127.0.0.1', port: own.port, security: 'none', userName: 'ruth', password: 'p4ss-word' })

const verify = (raw: string) =>
  dkimVerify(Buffer.from(raw), {
    resolver: async (name: string) => {
      const record = dns.records.get(name)
      if (!record) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
      return [[record]]
    },
  })

async function send(): Promise<string> {
  const { clientId } = await client()
  await post.queue(1, () => ({
    clientId,
    from: { name: 'Maya Lindqvist', address: 'letters@platform.example' },
    replyTo: 'maya@client.example',
    headers: optOutHeaders('https://cadre.example/l/some.token'),
  }))
  const known = own.messages.length
  await expect.poll(() => own.messages.length, patience).toBe(known + 1)
  return own.messages.at(-1)!.raw
}

let clients = 0
async function client(): Promise<{ clientId: string }> {
  clients += 1
  const body = { name: 'Maya Lindqvist', email: `maya${clients}@client.example`, timeZone: 'UTC' }
  const made = await post.api.call('POST', '/v1/clients', { as: post.practice.owner, body })
  return { clientId: made.json<{ id: string }>().id }
}

it('what comes from a verified domain is signed, its opt-out headers too; until then it comes from the platform', async () => {
  const saved = await settings('PUT', '', { smtp: server(), fromAddress: 'ruth@northlight.example' })
  expect(saved.statusCode, saved.body).toBe(200)
  expect(saved.json()).toMatchObject({ smtp: { hasPassword: true }, sender: { status: 'pending' } })
  expect(saved.body).not.toContain('p4ss-word')
  await post.startWorkers()

  const before = await send()
  expect(before).toMatch(/^From: Maya Lindqvist <letters@platform\.example>/m)
  expect(before).toMatch(/^Reply-To: maya@client\.example/m)
  const fromPlatform = { signingDomain: 'platform.example', status: { result: 'pass', aligned: 'platform.example' } }
  expect((await verify(before)).results).toMatchObject([fromPlatform])

  // Not published yet; then by somebody else, with a key of theirs; then right.
  const { sender } = saved.json<Settings>()
  const status = async () => (await settings('POST', '/check-domain')).json<Settings>().sender.status
  expect(await status()).toBe('pending')
  dns.records.set(sender.dnsRecord.name, 'v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A')
  expect(await status()).toBe('pending')
  dns.records.set(sender.dnsRecord.name, sender.dnsRecord.value)
  expect(await status()).toBe('verified')

  const raw = await send()
  expect(raw).toMatch(/^From: Maya Lindqvist <ruth@northlight\.example>/m)
  const { results } = await verify(raw)
  expect(results).toMatchObject([
    { signingDomain: 'northlight.example', status: { result: 'pass', aligned: 'northlight.example' } },
  ])
  const signedHeaders = results[0]!.signingHeaders!.keys.toLowerCase()
  for (const header of [
    'from',
    'to',
    'reply-to',
    'subject',
    'date',
    'message-id',
    'list-unsubscribe',
    'list-unsubscribe-post',
  ])
    expect(signedHeaders).toContain(header)
  const altered = await verify(raw.replace('some.token', 'another.one'))
  expect(altered.results).toMatchObject([{ status: { result: 'fail' } }])

  // Whoever loses the domain does not send from it any more, and is told; whoever has it back, does.
  const lookedUpToday = async () => {
    await post.api.database.admin.query(
      `update agenda set due_at = now(), publish_at = now() where kind = 'mail_settings.domain_check'`,
    )
    const checkedAt = (await settings('GET')).json<{ sender: { checkedAt: string } }>().sender.checkedAt
    const again = async () => (await settings('GET')).json<{ sender: { checkedAt: string } }>().sender.checkedAt
    await expect.poll(again, patience).not.toBe(checkedAt)
    const tasks = await post.api.call('GET', '/v1/tasks?kind=sending_domain&status=open', { as: post.practice.owner })
    return tasks.json<{ data: { title: string }[] }>().data
  }
  expect(await lookedUpToday()).toEqual([])
  dns.records.delete(sender.dnsRecord.name)
  expect(await lookedUpToday()).toMatchObject([{ title: 'Have the DNS record of northlight.example published again' }])
  const lost = await send()
  expect(lost).toMatch(/^From: Maya Lindqvist <letters@platform\.example>/m)
  expect((await verify(lost)).results).toMatchObject([fromPlatform])
  dns.records.set(sender.dnsRecord.name, sender.dnsRecord.value)
  expect(await lookedUpToday()).toEqual([])
  expect(await send()).toMatch(/^From: Maya Lindqvist <ruth@northlight\.example>/m)
})

it('a server that cannot be signed in to is refused, and nothing is kept', async () => {
  await own.refuse()
  const refused = await settings('PUT', '', { smtp: server(), fromAddress: null })
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toMatchObject({ code: 'mail_server_refused' })
  expect((await settings('GET')).json()).toMatchObject({ smtp: null, sender: null })
})

it('no secret stands in the database, and none but the one to be handed on in an answer', async () => {
  await settings('PUT', '', { smtp: server(), fromAddress: 'ruth@northlight.example' })
  const answer = await settings('GET')
  const { secret } = answer.json<{ events: { secret: string } }>().events
  // What every private key of RSA has in it, however it is written down.
  const privateKey = ['PRIVATE KEY', 'IBADANBgkqhkiG9w0BAQEFAASC']
  for (const text of [server().password, secret, secret.slice('whsec_'.length), ...privateKey])
    expect(await findEverywhere(post.api.database.admin, text), text).toEqual([])
  for (const text of [server().password, ...privateKey]) expect(answer.body).not.toContain(text)
})

it('the password is kept when it is left out, and goes to no other server', async () => {
  await settings('PUT', '', { smtp: server(), fromAddress: null })
  const { password: _, ...withoutPassword } = server()
  expect((await settings('PUT', '', { smtp: withoutPassword, fromAddress: null })).json()).toMatchObject({
    smtp: { hasPassword: true },
  })
  const elsewhere = await startSmtpSink()
  const refused = await settings('PUT', '', { smtp: { ...withoutPassword, port: elsewhere.port }, fromAddress: null })
  await elsewhere.close()
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toMatchObject({ errors: [{ pointer: '/smtp/password' }] })
})

it('a letter to oneself shows that it works, with the idempotency header that was named', async () => {
  await settings('PUT', '', { smtp: { ...server(), idempotencyHeader: 'Resend-Idempotency-Key' }, fromAddress: null })
  await post.startWorkers()
  const { messageId, to } = (await settings('POST', '/test')).json<{ messageId: string; to: string }>()
  await expect.poll(() => own.messagesTo(to).length, patience).toBe(1)
  expect(own.messagesTo(to)[0]!.headers['resend-idempotency-key']).toEqual([messageId])
})
