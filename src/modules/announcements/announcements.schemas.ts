import { z } from 'zod'
import { email, id, instant, line, localDate, pageOf, pageQuery, text } from '../../http/schemas.ts'
import { hasTag } from './letter.rules.ts'

const status = z
  .enum(['draft', 'awaiting_approval', 'scheduled', 'sending', 'paused', 'completed', 'cancelled'])
  .describe('`scheduled`: approved, begins at `scheduledFor`; `sending`: somebody is still to be told.')
const recipientStatus = z.enum([
  'pending', 'needs_input', 'ready', 'queued', 'sent', 'bounced', 'failed', 'uncertain', 'suppressed', 'call_due', 'told', 'skipped',
]).describe('`needs_input`: `missing` says what; `ready`: has its text; `call_due`: a person has to act, see the tasks; `suppressed`, `skipped`: excused.') // prettier-ignore
const channel = z.enum(['email', 'call', 'letter', 'self']).describe('`self`: from the client’s own mailbox.')
const via = z.enum(['call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event'])
const skipCode = z.enum(['out_of_touch', 'asked_not_to', 'would_harm', 'duplicate', 'deceased', 'other'])
export const SkipReason = z.strictObject({
  code: skipCode,
  detail: text(500),
})
export type SkipReason = z.output<typeof SkipReason>

export const AnnouncementResponse = z
  .object({
    id,
    clientId: id,
    landingId: id,
    searchId: id,
    status,
    scheduledFor: instant
      .nullable()
      .describe(
        'When the notes begin to go out; null until it is approved or chosen. An hour that nobody chose is one of the practice’s `announcementHours`, and the notes are spread over them.',
      ),
    pausedBecause: z
      .enum(['bounces', 'complaints'])
      .nullable()
      .describe('Why it has paused itself: too many notes came back, or were reported as unwanted.'),
    approvedAt: instant.nullable(),
    approvalRequestedAt: instant.nullable().describe('When the client was last mailed the link by which they approve.'),
    approvals: z
      .array(
        z.object({ kind: z.enum(['client', 'member']), id: id.nullable(), at: z.iso.datetime(), revision: z.int() }),
      )
      .describe('Who has approved, where the practice asks both: one of an earlier `revision` is worth nothing.'),
    approvedBy: z.object({ kind: z.enum(['client', 'member']), id }).nullable(),
    revision: z.int().describe('Rises with every change to what would be sent.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Announcement' })
export const AnnouncementPage = pageOf(AnnouncementResponse)
export const ListAnnouncementsQuery = z.strictObject({ ...pageQuery, status: status.optional() })

export const EditAnnouncementBody = z.strictObject({
  scheduledFor: instant
    .nullable()
    .optional()
    .describe('When the notes go out, kept to the minute. null: in the next of the practice’s `announcementHours`.'),
})
export type EditAnnouncementBody = z.output<typeof EditAnnouncementBody>

export const ApproveBody = z
  .strictObject({
    scheduledFor: instant
      .optional()
      .describe(
        'When the notes go out, kept to the minute. Default: in the next of the practice’s `announcementHours`, spread over them.',
      ),
  })
  .nullish()

const fact = z.object({
  fact: z.string().describe('Such as `position`, `helpedFor`, `advice`.'),
  value: z.string().nullable().describe('null: not known. `yes` where there is nothing more to say.'),
  required: z.boolean().describe('Without it there is no text; any other only takes its sentence with it.'),
  source: z
    .object({
      kind: z.enum(['client', 'contact', 'landing', 'interaction', 'introduction', 'opportunity', 'interview']),
      id,
    })
    .nullable(),
})
const stale = z.object({
  changes: z.array(z.object({ fact: z.string(), was: z.string().nullable(), is: z.string().nullable() })),
  newText: z
    .object({ subject: z.string().nullable(), body: z.string().nullable() })
    .describe('As it would be written now.'),
})

export const RecipientResponse = z
  .object({
    id,
    announcementId: id,
    clientId: id,
    contactId: id,
    contactName: z.string(),
    because: z.enum(['interacted', 'chain', 'added']).describe('Why this person is on the list.'),
    onChain: z.boolean().describe('One of those through whom the job was found.'),
    insider: z.boolean().describe('An interviewer, or of the company itself: reads a text of their own.'),
    channel,
    status: recipientStatus,
    subject: z.string().nullable(),
    body: z.string().nullable().describe('Plain text: the note, or the script of the call.'),
    edited: z.boolean().describe('Somebody’s own text: it is not written anew when facts change.'),
    offersHelp: z.boolean().describe('Whether the text offers help in return. The written ones do.'),
    facts: z
      .array(fact)
      .describe('What the text may say, each with the row it comes from: as known when it was written or last edited.'),
    stale: stale
      .nullable()
      .describe(
        'Set when facts changed after the text was edited. It waits: `edited: true` keeps it, `edited: false` takes the new one.',
      ),
    missing: z
      .array(z.object({ fact: z.string(), why: z.string() }))
      .describe('The facts without which there is no text.'),
    skipReason: z.object({ code: skipCode, detail: z.string() }).nullable(),
    told: z.object({ via, on: localDate }).nullable(),
    offeredHelp: z.boolean().describe('Whether help was offered in return.'),
    repliedOn: localDate.nullable().describe('When they answered: nothing further goes to them by itself.'),
    messageId: id.nullable().describe('The message that carried the note.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AnnouncementRecipient' })
export const RecipientPage = pageOf(RecipientResponse)
export const ListRecipientsQuery = z.strictObject({
  ...pageQuery,
  status: recipientStatus.optional(),
  channel: channel.optional(),
})
export type ListRecipientsQuery = z.output<typeof ListRecipientsQuery>

export const AddRecipientBody = z.strictObject({ contactId: id, channel: channel.optional() })
export type AddRecipientBody = z.output<typeof AddRecipientBody>

const withoutTags = <T extends z.ZodType<string>>(schema: T) =>
  schema.refine((value) => !hasTag(value), 'must be the text itself: nothing fills in {{ … }} or {% … %}')

export const EditRecipientBody = z
  .strictObject({
    channel,
    subject: withoutTags(line(200)),
    body: withoutTags(text(10_000)).describe('Plain text, sent as it stands.'),
    edited: z
      .boolean()
      .describe('true: the text stays as it is, whatever changed since. false: it is written anew from the facts.'),
    offersHelp: z.boolean().describe('Whether the text offers help in return; say false when an edit takes that out.'),
    skipReason: SkipReason.nullable().describe('Excuses this person from being told; null takes that back.'),
  })
  .partial()
export type EditRecipientBody = z.output<typeof EditRecipientBody>

export const ToldBody = z.strictObject({
  via,
  on: localDate.describe("A day of the client's calendar, not in the future."),
  offeredHelp: z.boolean().describe('Whether help was offered in return.'),
})
export type ToldBody = z.output<typeof ToldBody>

export const PreviewResponse = z
  .object({
    from: z.string().nullable(),
    replyTo: z.string().nullable(),
    to: z.string().nullable(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  })
  .meta({
    id: 'AnnouncementPreview',
    description:
      'Only what is mailed has addresses and an opt-out: a script, a letter or a note of their own has none.',
  })

export const TestSendBody = z.strictObject({ recipientId: id })
export const TestSendResponse = z.object({ messageId: id, to: email })

export const CoverageResponse = z
  .object({
    total: z.int(),
    told: z.int().describe('Their note was sent, or they were told in person.'),
    excused: z.int().describe('Skipped with a reason, or not to be written to.'),
    pending: z.int().describe('All others: bounced, failed and uncertain included.'),
    offeredHelp: z.int().describe('Those to whom help was offered in return.'),
    keptInTouch: z
      .int()
      .describe('Those to whom the client has turned since they were told: another day, and not only by answering.'),
  })
  .meta({ id: 'Coverage', description: 'told + excused + pending = total.' })
export type Coverage = z.output<typeof CoverageResponse>
