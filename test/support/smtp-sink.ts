import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { serveSession, type Behaviour, type SinkMessage } from './smtp-sink-session.ts'

export interface SmtpSinkOptions {
  /** Asked at every moment of every session; undefined lets the session go on. May take its time: that delays the reply. */
  behaviour?: Behaviour
  /** Runs in the same tick as a message is journalled, before any reply to it. */
  onMessage?: (message: SinkMessage) => void
  /** Acts as a provider that drops the second message with the same value in this header, yet answers 250. */
  dedupeHeader?: string
  port?: number
}

export interface SmtpSink {
  port: number
  /** For `createMailTransport`. */
  url: string
  /** Every accepted message in the order of acceptance. */
  messages: readonly SinkMessage[]
  /** Messages that `dedupeHeader` dropped. */
  duplicates: readonly SinkMessage[]
  messagesTo(address: string): SinkMessage[]
  /** Cuts every session and refuses connections until `listen`. */
  refuse(): Promise<void>
  /** Takes connections again, on the same port. */
  listen(): Promise<void>
  close(): Promise<void>
}

/** Starts an SMTP server on the loopback that records what it accepts and fails exactly where it is told to. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { behaviour = () => undefined, onMessage, dedupeHeader } = options
  const messages: SinkMessage[] = []
  const duplicates: SinkMessage[] = []
  const seenKeys = new Set<string>()
  const sockets = new Set<Socket>()
  let sessions = 0
  let begun = 0

  function accept(message: SinkMessage): void {
    const key = dedupeHeader && message.headers[dedupeHeader.toLowerCase()]?.[0]
    if (key && seenKeys.has(key)) {
      duplicates.push(message)
      return
    }
    if (key) seenKeys.add(key)
    messages.push(message)
    onMessage?.(message)
  }

  // Without this each reply to a pipelined batch would wait for the acknowledgement of the one before.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A peer that vanishes is this server's daily bread; what it means is judged on the other side.
    socket.on('error', () => socket.destroy())
    const session = { number: ++sessions, behaviour, accept, nextMessage: () => ++begun }
    serveSession(socket, session).catch(() => socket.destroySoon())
  })

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  const port = await listen(options.port ?? 0)
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    messages,
    duplicates,
    messagesTo: (address) => messages.filter(({ to }) => to.includes(address)),
    refuse: stop,
    listen: async () => void (await listen(port)),
    close: stop,
  }
}
