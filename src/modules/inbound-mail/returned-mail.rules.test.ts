import { expect, it } from 'vitest'
import { readReturnedMail } from './returned-mail.rules.ts'

/* Mails as servers of many makes send them back, as providers report complaints, and as machines answer for people. */

const ours = '<01981c3e-7b5a-7d3e-9f0a-5b1c2d3e4f50.announcement@letters.example>'

const mail = (headers: string[], body: string) => `${headers.join('\r\n')}\r\n\r\n${body.replace(/\n/g, '\r\n')}`

const original = `Message-ID: ${ours}\nSubject: Gute Nachrichten\nFrom: Maya <letters@platform.example>\n\nDear Ben, I start on Monday.\n`

/** RFC 3464, by make: who it comes from, and what it says to people first. */
const makes: [string, string, string][] = [
  [
    'Postfix',
    'MAILER-DAEMON@mx.example (Mail Delivery System)',
    'I’m sorry to have to inform you that your message could not be delivered',
  ],
  [
    'Exim',
    'Mail Delivery System <Mailer-Daemon@mx.example>',
    'A message that you sent could not be delivered to one or more of its recipients.',
  ],
  [
    'Sendmail',
    'Mail Delivery Subsystem <MAILER-DAEMON@mx.example>',
    '   ----- The following addresses had permanent fatal errors -----',
  ],
  ['Exchange', 'postmaster@outlook.example', 'Delivery has failed to these recipients or groups:'],
  [
    'Gmail',
    'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    'Address not found. Your message wasn’t delivered',
  ],
  [
    'a German one',
    'Postmaster <postmaster@post.example>',
    'Ihre Nachricht konnte nicht zugestellt werden: Empfänger unbekannt.',
  ],
]

const report = (from: string, words: string, recipient: string, returned = original) =>
  mail(
    [
      `From: ${from}`,
      'To: <letters@platform.example>',
      'Auto-Submitted: auto-replied',
      'Subject: Undelivered Mail',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="b1"',
    ],
    `--b1\nContent-Type: text/plain; charset=utf-8\n\n${words}\n\n--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nArrival-Date: Mon, 30 Nov 2026 10:00:00 +0000\n\nFinal-Recipient: rfc822; ben@reader.example\n${recipient}\n\n--b1\nContent-Type: message/rfc822\n\n${returned}\n--b1--\n`,
  )

const statuses: [string, string, string][] = [
  ['5.1.1', 'failed', 'bounced'],
  ['5.1.2', 'failed', 'bounced'],
  ['5.1.10', 'failed', 'bounced'],
  ['5.2.1', 'failed', 'bounced'],
  ['5.0.0', 'failed', 'bounced'],
  ['5.2.2', 'failed', 'bounced_softly'],
  ['5.3.4', 'failed', 'bounced_softly'],
  ['5.7.1', 'failed', 'bounced_softly'],
  ['4.4.7', 'failed', 'bounced_softly'],
  ['4.2.2', 'delayed', 'bounced_softly'],
]

it.each(makes.flatMap(([make, from, words]) => statuses.map((status) => [make, ...status, from, words] as const)))(
  '%s says %s (%s): %s',
  (_make, status, action, kind, from, words) => {
    const found = readReturnedMail(
      report(from, words, `Action: ${action}\nStatus: ${status}\nDiagnostic-Code: smtp; 550 no`),
    )
    expect(found).toMatchObject({ kind, messageIds: [ours] })
  },
)

it('what servers sent before there was a standard is understood too', () => {
  const qmail = `Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n<ben@reader.example>:\n550 no such user here\n\n--- Below this line is a copy of the message.\n\n${original}`
  expect(readReturnedMail(mail(['From: MAILER-DAEMON@mx.example', 'Subject: failure notice'], qmail))).toMatchObject({
    kind: 'bounced',
    messageIds: [ours],
  })
})

it('one without the original names nobody', () => {
  const found = readReturnedMail(report(makes[0]![1], makes[0]![2], 'Action: failed\nStatus: 5.1.1', ''))
  expect(found).toMatchObject({ kind: 'bounced', messageIds: [] })
})

it.each(
  ['abuse', 'fraud', 'virus', 'other', 'not-spam'].flatMap((type) =>
    [1, 2, 3, 4].map((variant) => [type, variant] as const),
  ),
)('a feedback report (%s, %i)', (type, variant) => {
  const returned =
    variant % 2 === 0
      ? `Content-Type: message/rfc822\n\n${original}`
      : `Content-Type: text/rfc822-headers\n\n${original}`
  const headers = [
    'From: <feedback@provider.example>',
    'Subject: FW: Good news',
    `Content-Type: multipart/report; report-type=${variant > 2 ? '"feedback-report"' : 'feedback-report'}; boundary="b"`,
  ]
  const raw = mail(
    headers,
    `--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: ${type}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n\n--b\n${returned}\n--b--\n`,
  )
  expect(readReturnedMail(raw)).toMatchObject({
    kind: type === 'not-spam' ? 'other' : 'complained',
    messageIds: [ours],
  })
})

const machines = [
  ['Auto-Submitted: auto-replied', 'Subject: Re: Good news'],
  ['Auto-Submitted: auto-replied (vacation)', 'Subject: I am away'],
  ['Auto-Submitted: auto-notified', 'Subject: ticket 4711'],
  ['X-Autoreply: yes', 'Subject: away'],
  ['X-Autorespond: Good news', 'Subject: away'],
  ['X-Autoresponder: 1', 'Subject: away'],
  ['Precedence: auto_reply', 'Subject: away'],
  ['Subject: Automatic reply: Good news'],
  ['Subject: Automatische Antwort: Gute Nachrichten'],
  ['Subject: Réponse automatique : Bonne nouvelle'],
]
const bodies = [
  'I am out of the office until Monday.',
  'This mailbox returned 550 5.1.1 jokes; see you soon.',
  `On Monday Maya wrote:\n> ${ours}`,
]

it.each(machines.flatMap((headers) => bodies.map((body) => [headers, body] as const)))(
  '%j answers for somebody: %s',
  (headers, body) => {
    const raw = mail(['From: Ben <ben@reader.example>', `In-Reply-To: ${ours}`, ...headers], body)
    expect(readReturnedMail(raw)).toMatchObject({ kind: 'replied_automatically', messageIds: [ours] })
  },
)

it('a person who answers is no machine, whatever they quote', () => {
  const raw = mail(
    ['From: Ben <ben@reader.example>', `References: <x@y.example> ${ours}`, 'Subject: Re: Good news'],
    'Mine said 5.1.1 last week.',
  )
  expect(readReturnedMail(raw)).toMatchObject({ kind: 'replied', messageIds: [ours] })
})

it.each([
  '',
  '\r\n\r\n',
  ':::',
  'From: x',
  'A'.repeat(200_000),
  `Content-Type: multipart/report\r\n\r\n${'--b\r\n'.repeat(20_000)}`,
])('nonsense is of no mail of ours', (raw) => expect(readReturnedMail(raw).messageIds).toEqual([]))
