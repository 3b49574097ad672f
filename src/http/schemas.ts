import { z } from 'zod'
import { isOrigin } from '../infra/security/origin.ts'
import { isTimeZone } from '../infra/time/zones.ts'
import { normalizeAddress, parseAddress } from '../infra/mail/address.ts'

/*
 * The building blocks of every request and answer. Sizes are bounded here so that no route can forget.
 */

/** Text as people write it, trimmed: no NUL, no half of a surrogate pair, 1 to `max` UTF-16 units. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'holds characters that cannot be stored')

/** One line of text. */
export const line = (max: number) =>
  text(max).refine(
    (value) => !/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(value),
    'must be one line without control characters',
  )

/** What a person or a practice is called: letters greet and sign with it, so it must leave something to read. */
export const name = line(200).refine(
  (value) => /[^\p{P}\p{Z}\p{C}\p{M}]/u.test(value),
  'must have at least one letter or digit',
)

export const id = z.uuid().toLowerCase().describe('A UUIDv7.')
export const idParams = z.strictObject({ id })

const within = 'must lie between 1900 and 2200'
const [earliest, latest] = [new Date('1900-01-01T00:00:00Z'), new Date('2200-12-31T23:59:59.999Z')]

/** An instant in UTC: text on the wire, a Date inside. Answers have milliseconds. */
export const instant = z
  .codec(
    z.iso.datetime({ offset: true }),
    z.date().refine((at) => at >= earliest && at <= latest, within),
    {
      decode: (value) => new Date(value),
      encode: (value) => value.toISOString(),
    },
  )
  .describe('ISO 8601, in UTC in answers.')
  .meta({ examples: ['2026-05-01T09:30:00.000Z'] })

/** A calendar day somewhere, YYYY-MM-DD. */
export const localDate = z.iso
  .date({ abort: true })
  .refine((day) => day >= '1900-01-01' && day <= '2200-12-31', within)
  .meta({ examples: ['2026-05-01'] })

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .describe('An IANA time zone.')
  .meta({ examples: ['Europe/Berlin'] })

/** Exactly one mailbox address, without a display name. */
export const email = z
  .string()
  .max(254, { abort: true })
  .trim()
  .refine((value) => parseAddress(value) !== undefined, 'must be one e-mail address such as ada@example.org')
  .meta({ format: 'email', examples: ['ada@example.org'] })

/** How two spellings of one address are recognised. */
export const emailKey = (address: string): string => normalizeAddress(address) ?? address.toLowerCase()

export const httpUrl = line(2048)
  .refine(
    (value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol),
    'must be an http or https URL',
  )
  .meta({ format: 'uri', examples: ['https://example.org/ada'] })

/** Of a page in a browser: scheme, host and port. */
export const origin = line(2048)
  .refine(isOrigin, 'must be an origin such as https://app.example.org, without a path')
  .meta({ format: 'uri', examples: ['https://app.example.org'] })

/** A value that a merge patch may also clear with null. */
export const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional()

/** What every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most.'),
  cursor: z.string().max(2000).optional().describe('The `nextCursor` of the page before.'),
}

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() })

export const problemMediaType = 'application/problem+json'

export const ProblemResponse = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string(),
    code: z.string().describe('Stable; switch on this. The list may grow.'),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string(),
          detail: z.string(),
          line: z.int().optional().describe('In a text of several lines; counts from 1, as `column` does.'),
          column: z.int().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })
