import { SMTPServer, type SMTPServerDataStream, type SMTPServerError } from 'smtp-server'
import type { MailStore } from './store.ts'

const LARGEST_MAIL_BYTES = 10 * 1024 * 1024

/** Whoever wants to see mail come back writes to somebody like `ada+bounces@example.org`. */
const bounces = /\+bounces@/i

/** An SMTP server that takes mail for nearly anybody, and says 250 only when the store has it. */
export function createSmtpServer(store: MailStore): SMTPServer {
  const server = new SMTPServer({
    banner: 'Local inbox: nothing leaves this machine',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MAIL_BYTES,
    closeTimeout: 500,
    onRcptTo({ address }, _session, callback) {
      if (!bounces.test(address)) return callback()
      const refusal: SMTPServerError = new Error('5.1.1 There is nobody of that name here')
      refusal.responseCode = 550
      callback(refusal)
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope
      const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
      readMail(stream)
        .then((source) => store.add(source, envelope))
        .then(
          ({ id }) => callback(null, `Kept as ${id}`),
          (error: Error) => callback(error),
        )
    },
  })
  // A client that hangs up in the middle would otherwise end this process.
  server.on('error', () => {})
  return server
}

async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  // Read to its end even when too large: only then can the refusal be sent.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  if (!stream.sizeExceeded) return Buffer.concat(chunks)
  const refusal: SMTPServerError = new Error(`Larger than ${LARGEST_MAIL_BYTES} bytes`)
  refusal.responseCode = 552
  throw refusal
}
