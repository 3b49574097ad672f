import { z } from 'zod'
import { clearable, email, httpUrl, id, instant, line, localDate, name, pageOf, pageQuery, text, timeZone } from '../../http/schemas.ts' // prettier-ignore
import { dormancy } from '../cadences/cadences.schemas.ts'

const tier = z.enum(['inner', 'active', 'extended']).describe('How close they are to the client.')
const channel = z.enum(['email', 'call']).describe('How they would rather hear news. `call`: never by a note.')
const doNotContact = z
  .boolean()
  .describe('Asked to be left alone: nothing is mailed to them, announcements excuse them.')
const tags = z
  .array(line(50))
  .max(50, 'must name at most 50 tags')
  .describe('Each is kept once, however its case, in the order given.')

export const Effort = z
  .object({
    interactions: z.int().describe('All of them, messages and letters included.'),
    calls: z.int().describe('Calls and video calls.'),
    emails: z.int(),
    meetings: z.int().describe('Meetings and events.'),
    minutes: z.int().describe('Each interaction counts in full for everybody in it.'),
  })
  .meta({ id: 'Effort', description: 'What has been put into knowing somebody.' })

export const ContactResponse = z
  .object({
    id,
    clientId: id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    company: z.string().nullable(),
    title: z.string().nullable(),
    profileUrl: z.string().nullable(),
    location: z.string().nullable(),
    timeZone: z.string().nullable(),
    tier,
    tags: z.array(z.string()),
    preferredChannel: channel.nullable(),
    howMet: z.string().nullable(),
    notes: z.string().nullable(),
    thingsToRemember: z.string().nullable(),
    doNotContact,
    nextFollowUpOn: localDate.nullable().describe('When the client should be in touch with them again.'),
    dormancy: dormancy.nullable(),
    firstInteractionAt: instant.nullable(),
    lastInteractionAt: instant.nullable(),
    effort: Effort,
    primaryIntroducer: z
      .object({ contactId: id, name: z.string() })
      .nullable()
      .describe('Whose introduction chains follow: the one that was chosen, else the first.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Contact' })

const optionalFields = {
  email: clearable(email),
  phone: clearable(line(50)),
  company: clearable(line(200)),
  title: clearable(line(200)),
  profileUrl: clearable(line(2048).pipe(httpUrl)),
  location: clearable(line(200)),
  timeZone: clearable(timeZone),
  preferredChannel: clearable(channel),
  howMet: clearable(text(2000)).describe('How the client came to know them.'),
  notes: clearable(text(10_000)),
  thingsToRemember: clearable(text(2000)).describe('Shown at the next follow-up.'),
  nextFollowUpOn: clearable(localDate).describe('When the client should be in touch with them again.'),
}

export const CreateContactBody = z.strictObject({
  name,
  ...optionalFields,
  tier: tier.default('extended'),
  tags: tags.default([]),
  doNotContact: doNotContact.default(false),
  introducedBy: id.optional().describe('The contact who introduced the client to this one.'),
  introducedOn: localDate.optional().describe("With `introducedBy`. Default: today in the client's time zone."),
})
export type CreateContactBody = z.output<typeof CreateContactBody>

export const UpdateContactBody = z.strictObject({
  name: name.optional(),
  ...optionalFields,
  tier: tier.optional(),
  tags: tags.optional(),
  doNotContact: doNotContact.optional(),
})
export type UpdateContactBody = z.output<typeof UpdateContactBody>

const moment = z
  .union([instant, localDate], 'must be an instant or a day, such as 2026-05-01')
  .describe("An instant, or a day: its first moment in the client's time zone.")

export const ListContactsQuery = z.strictObject({
  ...pageQuery,
  q: line(200)
    .optional()
    .describe(
      'Words to look for in name, company, title, tags and notes, all of them (the first ten), however their case and ' +
        'accents: as they stand, then as they begin, then, when few are found, with typos; when nobody is, names that sound alike.',
    ),
  tag: line(50).optional().describe('However its case.'),
  tier: tier.optional(),
  company: line(200).optional().describe('The whole name, however its case and accents.'),
  introducedBy: id.optional().describe('A contact who introduced the client to them, first or later.'),
  lastTouchedBefore: moment.optional().describe('Those never touched are not among them.'),
  lastTouchedAfter: moment.optional().describe('That moment included.'),
  neverTouched: z
    .enum(['true', 'false'])
    .optional()
    .describe('Those with whom there is no interaction, or only the others.'),
  dueBefore: localDate.optional().describe('Whose next follow-up is on an earlier day.'),
  dormancy: dormancy
    .optional()
    .describe('Today, where the client is. Whoever has no cadence, or `off`, is none of these.'),
  sort: z
    .enum([
      'name',
      '-name',
      'createdAt',
      '-createdAt',
      'lastInteractionAt',
      '-lastInteractionAt',
      'company',
      'nextFollowUpOn',
    ]) // prettier-ignore
    .optional()
    .describe(
      'Default: `name`, with `q` the best match first. Without company or follow-up: last. Never touched: longest ago.',
    ),
})
export type ListContactsQuery = z.output<typeof ListContactsQuery>

export const ContactPage = pageOf(ContactResponse)
