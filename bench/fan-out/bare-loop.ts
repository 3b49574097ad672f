/**
 * The baseline as a process: a nodemailer pool that is handed every mail at once and remembers nothing.
 * Told over IPC which file holds the mails and where they go; answers when all are accepted.
 */
import { readFile } from 'node:fs/promises'
import { createTransport, type SendMailOptions } from 'nodemailer'

export interface BareRound {
  smtpUrl: string
  sessions: number
  /** A JSON array of mails in nodemailer's terms. */
  mailsFile: string
}

process.on('message', (round: BareRound) => void run(round))

async function run({ smtpUrl, sessions, mailsFile }: BareRound): Promise<void> {
  const mails = JSON.parse(await readFile(mailsFile, 'utf8')) as SendMailOptions[]
  const { hostname: host, port } = new URL(smtpUrl)
  const transport = createTransport({ pool: true, host, port: Number(port), maxConnections: sessions })
  const beganAt = Date.now()
  await Promise.all(mails.map((mail) => transport.sendMail(mail)))
  process.send!({ beganAt, endedAt: Date.now() })
  transport.close()
}
