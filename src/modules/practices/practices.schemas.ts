import { z } from 'zod'
import { clearable, httpUrl, id, instant, name, origin, text, timeZone } from '../../http/schemas.ts'
import { digestHour, digestWeekday } from '../digest-schedules/digest-schedules.schemas.ts'

const appUrl = httpUrl
  .transform((url) => url.replace(/\/+$/, ''))
  .refine((url) => !/[?#]/.test(url), 'must have neither a query nor a fragment')

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00')
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const whenQuiet = z.boolean().describe('Whether a digest is sent that has nothing to say.')

const perMinute = z.int().min(1).max(10_000).nullable()
const accentColor = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #1d5c4d')
  .toLowerCase()
const postalAddress = text(300).refine((value) => value.split('\n').length <= 5, 'must have at most 5 lines')
const branding =
  'What mail to clients and members is written on. Announcements are personal letters and have none of it.'

const approvalRule = z
  .enum(['client', 'coach_with_consent', 'both'])
  .describe(
    'Who approves what goes out in a client’s name. `client`: the client alone; `coach_with_consent`: the client, or the coach where the client’s consent is recorded; `both`: the client and the coach.',
  )

export const PracticeResponse = z
  .object({
    id,
    name: z.string(),
    timeZone: z.string(),
    sandbox: z.boolean().describe('Made to try things out: its mail never leaves, and its clock is set by hand.'),
    clientAppUrl: z.string().nullable().describe('Where links in mails to clients lead.'),
    memberAppUrl: z.string().nullable().describe('Where links in mails to members lead.'),
    allowedOrigins: z.array(z.string()).describe('Whose pages may call this API from a browser.'),
    limits: z
      .object({
        mailsPerMinute: z
          .int()
          .nullable()
          .describe('How many notes leave a minute; null: as many as the mail server takes.'),
        mailsPerDay: z
          .int()
          .nullable()
          .describe(
            'How many notes leave a day of the practice’s calendar. What is left over goes out in the next morning.',
          ),
        mailsPerDomainPerMinute: z
          .int()
          .nullable()
          .describe('How many notes leave a minute to addresses of the same domain.'),
      })
      .describe('Of announcements; reminders and sign-in links are never held up.'),
    announcementHours: z
      .object({ from: z.string(), until: z.string(), businessDaysOnly: z.boolean() })
      .nullable()
      .describe(
        'When notes go out for which nobody chose an hour, by the client’s clock: spread from `from` to `until`. null: at once.',
      ),
    branding: z
      .object({
        accentColor: z
          .string()
          .nullable()
          .describe('Of buttons and links, made darker or lighter where it could not be read.'),
        postalAddress: z.string().nullable().describe('Stands below the letter.'),
      })
      .describe(branding),
    approvalRule,
    digests: z
      .object({ weekday: digestWeekday, hour: digestHour, whenQuiet })
      .describe('When digests come, for whoever says nothing else.'),
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
    limits: z
      .strictObject({
        mailsPerMinute: perMinute,
        mailsPerDay: z.int().min(1).max(1_000_000).nullable(),
        mailsPerDomainPerMinute: perMinute,
      })
      .partial()
      .describe('How fast and how much is sent; null takes a limit away.'),
    announcementHours: z
      .strictObject({
        from: clockTime,
        until: clockTime.describe('Later than `from` by half an hour or more.'),
        businessDaysOnly: z.boolean().describe('Monday to Friday.'),
      })
      .refine(({ from, until }) => minutesOf(until) - minutesOf(from) >= 30, {
        path: ['until'],
        error: 'must be later than from by half an hour or more',
      })
      .nullable(),
    branding: z
      .strictObject({
        accentColor: clearable(accentColor).describe('Of buttons and links; null for the usual one.'),
        postalAddress: clearable(postalAddress).describe('Stands below the letter, on up to five lines.'),
      })
      .partial()
      .describe(branding),
    approvalRule,
    digests: z
      .strictObject({ weekday: digestWeekday, hour: digestHour, whenQuiet })
      .partial()
      .describe('When digests come, for whoever says nothing else.'),
  })
  .partial()
export type UpdatePracticeBody = z.output<typeof UpdatePracticeBody>
