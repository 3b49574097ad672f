import { z } from 'zod'
import { email, instant, line } from '../../http/schemas.ts'

const security = z
  .enum(['tls', 'starttls', 'none'])
  .describe(
    '`tls`: from the first byte (port 465); `starttls`: required before anything is said (587); `none`: only where this service is tried out.',
  )

const server = {
  host: line(253).regex(/^[a-z0-9.-]+$/i, 'must be the name of a host'),
  port: z.int().min(1).max(65_535),
  security,
}

export const MailSettingsResponse = z
  .object({
    smtp: z
      .object({
        ...server,
        userName: z.string().nullable(),
        hasPassword: z.boolean().describe('The password itself is never shown.'),
        idempotencyHeader: z.string().nullable(),
        verifiedAt: instant,
      })
      .nullable()
      .describe('The practice’s own mail server; null: the platform’s.'),
    sender: z
      .object({
        address: z.string(),
        domain: z.string(),
        status: z
          .enum(['pending', 'verified'])
          .describe(
            '`pending`: letters come from the platform’s address, and replies go where they should all the same.',
          ),
        dnsRecord: z
          .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
          .describe('To be published by whoever manages the domain; then have it looked up.'),
        verifiedAt: instant.nullable(),
        checkedAt: instant.nullable(),
      })
      .nullable()
      .describe('What letters to clients and their contacts come from; null: the platform’s address.'),
    events: z
      .object({
        url: z.string(),
        inboundUrl: z.string(),
        secret: z.string().describe('Of Standard Webhooks; theirs who may tell what became of this practice’s mails.'),
      })
      .describe('Where a mail provider of the practice’s own tells what became of mails, and what came back.'),
    updatedAt: instant.nullable(),
  })
  .meta({ id: 'MailSettings' })

export const ReplaceMailSettingsBody = z.strictObject({
  smtp: z
    .strictObject({
      ...server,
      userName: line(320).nullable(),
      password: line(1000).optional().describe('Left out, the one that is kept for this server and user stays.'),
      idempotencyHeader: z
        .string()
        .max(100)
        .regex(
          /^[A-Za-z][A-Za-z0-9-]*-Idempotency-Key$|^Idempotency-Key$/i,
          'must be the name of a header such as Resend-Idempotency-Key',
        )
        .nullable()
        .default(null)
        .describe('The header by which this provider drops a second copy of a mail.'),
    })
    .nullable(),
  fromAddress: email.nullable().describe('An address of a domain whose DNS the practice can change.'),
})
export type ReplaceMailSettingsBody = z.output<typeof ReplaceMailSettingsBody>
