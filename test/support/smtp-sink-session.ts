import type { Socket } from 'node:net'

/**
 * Where a session stands when the sink's behaviour is asked: just before the reply to a command, except
 * `body` (the message's first bytes are in), `dot` (the message is complete, not yet journalled),
 * `accepted` (journalled, the 250 not yet sent) and `replied` (the 250 is sent).
 */
export type Phase = 'greeting' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'accepted' | 'replied'

export interface Moment {
  phase: Phase
  /** 1 for the sink's first connection. */
  session: number
  /** 1 for the sink's first MAIL command; 0 before the session's first. */
  message: number
  envelopeFrom: string
  /** The latest recipient, or an empty string before RCPT. */
  to: string
}

/**
 * `cut` ends the connection in order (FIN), `reset` brutally (RST), `stall` never answers again; `reply` answers
 * something else (at `body` and `replied` there is nothing to answer, so it is ignored).
 */
export type Verdict = 'cut' | 'reset' | 'stall' | { reply: string }

export type Behaviour = (moment: Moment) => Verdict | undefined | Promise<Verdict | undefined>

export interface SinkMessage {
  session: number
  messageId: string
  envelopeFrom: string
  to: string[]
  /** Unfolded values by lower-case name, one entry per occurrence. */
  headers: Record<string, string[]>
  /** The message as received, dots unstuffed. */
  raw: string
  at: string
}

export interface Session {
  number: number
  behaviour: Behaviour
  accept(message: SinkMessage): void
  nextMessage(): number
}

const EHLO = ['250-sink.example', '250-PIPELINING', '250-8BITMIME', '250-SIZE 26214400', '250 AUTH PLAIN'].join('\r\n')
const FINAL_DOT = '\r\n.\r\n'

class Hangup extends Error {}

/** Speaks SMTP with one client until either side leaves; rejects when the connection ends in any other way than QUIT. */
export async function serveSession(socket: Socket, session: Session): Promise<void> {
  const input = readInput(socket)
  const transaction = { message: 0, envelopeFrom: '', recipients: [] as string[] }

  /** Asks the behaviour; returns the reply that it wants instead of ours. */
  async function meet(phase: Phase, to = transaction.recipients.at(-1) ?? ''): Promise<string | undefined> {
    const { message, envelopeFrom } = transaction
    const verdict = await session.behaviour({ phase, session: session.number, message, envelopeFrom, to })
    if (verdict === undefined) return undefined
    if (typeof verdict === 'object') return verdict.reply
    if (verdict === 'cut') socket.destroySoon()
    if (verdict === 'reset') socket.resetAndDestroy()
    if (verdict === 'stall') await input.drain()
    throw new Hangup(verdict)
  }

  const say = (reply: string): void => void socket.write(`${reply}\r\n`)

  async function takeMessage(): Promise<void> {
    const refusal =
      (await meet('data')) ?? (transaction.recipients.length ? undefined : '554 5.5.1 No valid recipients')
    if (refusal) return say(refusal)
    say('354 Go ahead')
    await input.some()
    await meet('body')
    const raw = await input.message()
    const veto = await meet('dot')
    if (veto) return say(veto)
    session.accept(journalEntry(raw, session.number, transaction.envelopeFrom, transaction.recipients))
    say((await meet('accepted')) ?? `250 2.0.0 Ok: queued as ${transaction.message}`)
    await meet('replied')
  }

  async function answer(line: string): Promise<void> {
    const path = /^(?:MAIL FROM|RCPT TO):<([^>]*)>/i.exec(line)?.[1] ?? ''
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return say((await meet('ehlo')) ?? EHLO)
      case 'AUTH':
        return say((await meet('auth')) ?? '235 2.7.0 Accepted')
      case 'MAIL':
        Object.assign(transaction, { message: session.nextMessage(), envelopeFrom: path, recipients: [] })
        return say((await meet('mail')) ?? '250 2.1.0 Ok')
      case 'RCPT': {
        const refusal = await meet('rcpt', path)
        if (!refusal) transaction.recipients.push(path)
        return say(refusal ?? '250 2.1.5 Ok')
      }
      case 'DATA':
        return takeMessage()
      case 'RSET':
      case 'NOOP':
        return say('250 2.0.0 Ok')
      default:
        return say('502 5.5.2 Command not known')
    }
  }

  say((await meet('greeting')) ?? '220 sink.example ESMTP')
  for (let line = await input.line(); !/^QUIT/i.test(line); line = await input.line()) await answer(line)
  socket.end('221 2.0.0 Bye\r\n')
}

/** Reads commands and messages off the socket; commands that arrived in one packet are handed out one by one. */
function readInput(socket: Socket) {
  const chunks: AsyncIterator<Buffer, undefined> = socket[Symbol.asyncIterator]()
  let buffer = ''

  async function more(): Promise<void> {
    const { done, value } = await chunks.next()
    if (done) throw new Hangup('the client left')
    buffer += value.toString('latin1')
  }

  async function until(mark: string): Promise<string> {
    while (!buffer.includes(mark)) await more()
    const end = buffer.indexOf(mark)
    const text = buffer.slice(0, end)
    buffer = buffer.slice(end + mark.length)
    return text
  }

  return {
    line: () => until('\r\n'),
    /** Reads on without an answer until the client gives up. */
    drain: async () => {
      for (;;) await more()
    },
    some: async () => {
      if (!buffer) await more()
    },
    message: async () => {
      // The line break before the first line belongs to the command; putting it back finds the dot of an empty message too.
      buffer = `\r\n${buffer}`
      const stuffed = await until(FINAL_DOT)
      const text = `${stuffed.slice(2)}\r\n`.replace(/^\./gm, '')
      return Buffer.from(text, 'latin1').toString()
    },
  }
}

function journalEntry(raw: string, session: number, envelopeFrom: string, recipients: string[]): SinkMessage {
  const headers: Record<string, string[]> = {}
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n(?=[ \t])/g, '')
  for (const field of head.split('\r\n')) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).toLowerCase()
    ;(headers[name] ??= []).push(field.slice(colon + 1).trim())
  }
  const messageId = headers['message-id']?.[0] ?? ''
  return { session, messageId, envelopeFrom, to: [...recipients], headers, raw, at: new Date().toISOString() }
}
