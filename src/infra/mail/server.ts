import { publicAddressOf } from './public-host.ts'
import { createMailTransport, type MailTransport, type MailTransportOptions } from './transport.ts'

/** Somebody's own mail server, with what it takes to get in. */
export interface SmtpServer {
  host: string
  port: number
  /** `none` sends passwords and letters in the clear: for trying things out. */
  security: 'tls' | 'starttls' | 'none'
  userName: string | null
  password: string | null
}

function smtpUrl({ host, port, security, userName, password }: SmtpServer): string {
  const url = new URL(`${security === 'tls' ? 'smtps' : 'smtp'}://${host}:${port}`)
  if (userName !== null) {
    url.username = encodeURIComponent(userName)
    url.password = encodeURIComponent(password ?? '')
  }
  if (security === 'starttls') url.searchParams.set('requireTLS', 'true')
  if (security === 'none') url.searchParams.set('ignoreTLS', 'true')
  return url.href
}

/**
 * A transport to a server that somebody else named.
 *
 * @param options.insideToo it may be inside this network, and without encryption; else it is connected to under the public
 * address that its name had now
 * @throws when the server is inside, and must not be
 */
export async function openServer(
  server: SmtpServer,
  { insideToo, ...options }: Omit<MailTransportOptions, 'url' | 'address'> & { insideToo: boolean },
): Promise<MailTransport> {
  if (insideToo) return createMailTransport({ url: smtpUrl(server), ...options })
  if (server.security === 'none') throw new Error('The server must be reached with TLS.')
  return createMailTransport({ url: smtpUrl(server), address: await publicAddressOf(server.host), ...options })
}

/** Connects to a server and signs in. @throws with the reason when that fails */
export async function verifyServer(server: SmtpServer, { insideToo }: { insideToo: boolean }): Promise<void> {
  const transport = await openServer(server, {
    insideToo,
    maxSessions: 1,
    socketTimeoutMs: 8000,
    connectTimeoutMs: 8000,
  })
  try {
    await transport.verify()
  } finally {
    await transport.close()
  }
}
