import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoneApi, startLoneApi } from '../../support/lone-api.ts'

/* Hundreds who send a byte now and then, or nothing at all, are got rid of, and nobody else notices. */

const each = 100

let api: LoneApi
beforeEach(async () => {
  api = await startLoneApi({ REQUEST_TIMEOUT_SECONDS: '3', DATABASE_POOL_SIZE: '2', DATABASE_MAX_WAITING: '5' })
})
afterEach(() => api.stop())

interface Client {
  socket: Socket
  heard: string
}

/** Sends the beginning at once, and the rest a byte at a time for as long as it may. */
async function open(begin: string, rest = ''): Promise<Client> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  const client: Client = { socket, heard: '' }
  socket.on('error', () => {})
  socket.on('data', (chunk) => (client.heard += chunk.toString()))
  await once(socket, 'connect')
  socket.write(begin)
  let sent = 0
  const dripping = setInterval(() => rest && socket.writable && socket.write(rest[sent++ % rest.length]!), 500)
  socket.once('close', () => clearInterval(dripping))
  return client
}

it('closes their connections and answers the others meanwhile', async () => {
  const head = `POST /v1/clients HTTP/1.1\r\nhost: cadre.test\r\n`
  const signedIn = `${head}authorization: Bearer ${api.owner}\r\ncontent-type: application/json\r\n`
  const kinds: [begin: string, rest: string][] = [
    ['', ''],
    ['P', 'OST /v1/clients'],
    [head, 'x-slow: x\r\n'],
    [`${signedIn}content-length: 1000\r\n\r\n{"name":"`, 'a'],
    [`${signedIn}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n'],
  ]
  const clients = await Promise.all(kinds.flatMap((kind) => Array.from({ length: each }, () => open(...kind))))

  const statuses = new Set<number>()
  while (clients.some(({ socket }) => !socket.closed)) {
    statuses.add((await api.call('GET', '/v1/practice')).statusCode)
    statuses.add((await api.call('GET', '/readyz')).statusCode)
  }
  expect([...statuses]).toEqual([200])

  // Who is in the middle of sending when it comes may miss the answer.
  const told = clients.filter(({ heard }) => heard !== '')
  expect(told.length).toBeGreaterThan(each)
  for (const { heard } of told) {
    expect(heard).toMatch(/^HTTP\/1.1 408 Request Timeout\r\ncontent-type: application\/problem\+json\r\n/)
    expect(problemIn(heard)).toMatchObject({ status: 408, code: 'too_slow' })
  }
  const { rows } = await api.admin.query('select from clients')
  expect(rows).toEqual([])
  await expectProblems()
})

/** What is no request at all is answered too. */
async function expectProblems(): Promise<void> {
  const nonsense: [request: string, status: number, code: string][] = [
    ['GIVE ME\r\n\r\n', 400, 'malformed'],
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 400, 'malformed'],
    [
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed',
    ],
    [`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ]
  for (const [request, status, code] of nonsense) {
    const client = await open(request)
    await once(client.socket, 'close')
    expect(client.heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const problem = problemIn(client.heard)
    expect(problem).toMatchObject({ status, code, type: expect.any(String), title: expect.any(String) })
    expect(problem['instance']).toBe(`urn:uuid:${String(problem['requestId'])}`)
  }
}

const problemIn = (answer: string) => JSON.parse(answer.split('\r\n\r\n')[1]!) as Record<string, unknown>
