import { afterEach } from 'vitest'
import type { OutgoingMail } from '../../src/infra/mail/message.ts'
import { createMailTransport, type MailTransport, type MailTransportOptions } from '../../src/infra/mail/transport.ts'
import { startSmtpSink, type SmtpSink, type SmtpSinkOptions } from './smtp-sink.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

/** Closes it after the test, before what was opened earlier. */
export function closeAfterTest<T extends { close(): Promise<void> }>(closable: T): T {
  open.unshift(closable)
  return closable
}

/** A sink for one test. */
export async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  return closeAfterTest(await startSmtpSink(options))
}

/** A transport for one test. */
export function transportTo(url: string, options: Partial<MailTransportOptions> = {}): MailTransport {
  return closeAfterTest(createMailTransport({ url, maxSessions: 2, ...options }))
}

/** A valid mail from one made-up person to another. */
export function letter(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: '<one@mail.example>',
    date: new Date('2026-11-23T09:00:00Z'),
    from: { name: 'Ruth Adler', address: 'ruth@sender.example' },
    to: { name: 'Ben Okafor', address: 'ben@reader.example' },
    subject: 'Good news',
    text: 'Dear Ben,\n\nI start on Monday.\n',
    ...changes,
  }
}

/** For deliveries whose start nobody needs to note. */
export const noted = async (): Promise<void> => {}
