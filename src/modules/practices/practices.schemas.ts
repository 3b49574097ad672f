import { z } from 'zod'
import { clearable, httpUrl, id, instant, name, origin, timeZone } from '../../http/schemas.ts'

const appUrl = httpUrl
  .transform((url) => url.replace(/\/+$/, ''))
  .refine((url) => !/[?#]/.test(url), 'must have neither a query nor a fragment')

export const PracticeResponse = z
  .object({
    id,
    name: z.string(),
    timeZone: z.string(),
    sandbox: z.boolean().describe('Made to try things out: its mail never leaves, and its clock is set by hand.'),
    clientAppUrl: z.string().nullable().describe('Where links in mails to clients lead.'),
    memberAppUrl: z.string().nullable().describe('Where links in mails to members lead.'),
    allowedOrigins: z.array(z.string()).describe('Whose pages may call this API from a browser.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Practice' })

export const UpdatePracticeBody = z
  .strictObject({
    name,
    timeZone,
    clientAppUrl: clearable(appUrl).describe('Where links in mails to clients lead.'),
    memberAppUrl: clearable(appUrl).describe('Where links in mails to members lead; without it, to pages of our own.'),
    allowedOrigins: z.array(origin).max(20).describe('Whose pages may call this API from a browser.'),
  })
  .partial()
export type UpdatePracticeBody = z.output<typeof UpdatePracticeBody>
