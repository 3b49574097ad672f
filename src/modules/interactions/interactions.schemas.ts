import { z } from 'zod'
import { clearable, id, instant, line, pageOf, pageQuery, text } from '../../http/schemas.ts'

const type = z
  .enum(['call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event'])
  .describe('`message`: by a messenger; `event`: where many meet.')
const direction = z.enum(['outbound', 'inbound', 'mutual']).describe('Seen from the client.')

export const InteractionResponse = z
  .object({
    id,
    clientId: id,
    type,
    direction: direction.nullable(),
    occurredAt: instant,
    minutes: z.int().nullable(),
    summary: z.string().nullable(),
    outcome: z.string().nullable(),
    contacts: z.array(
      z.object({
        contactId: id,
        name: z.string(),
        advice: z
          .object({
            about: z.string(),
            helped: z.string().nullable(),
            words: z.string().nullable().describe('Their own words.'),
            quotable: z.boolean().describe('Whether they may be quoted.'),
          })
          .nullable(),
      }),
    ),
    searchId: id.nullable(),
    opportunityId: id.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Interaction' })

const advice = z.strictObject({
  about: line(500).describe(
    'Goes on after “Your advice to …” or “about …” in a letter: "lead with turnaround results".',
  ),
  helped: clearable(line(500)).describe(
    'Goes on after “it helped me …”: "be more focused when talking about my background".',
  ),
  words: clearable(text(2000)).describe('Their own words.'),
  quotable: z.boolean().default(false).describe('Whether they may be quoted.'),
})

const contacts = z
  .array(z.strictObject({ contactId: id, advice: clearable(advice).describe('What this contact advised.') }))
  .min(1, 'must name at least one contact')
  .max(50, 'must name at most 50 contacts')
  .refine(
    (those) => new Set(those.map(({ contactId }) => contactId)).size === those.length,
    'must name each contact once',
  )

const facts = {
  type,
  direction,
  occurredAt: instant.describe('Not in the future; a minute ahead is forgiven to clocks that run fast.'),
  minutes: z.int().min(0).max(1440).describe('Each contact is credited with all of them; totals count them once.'),
  summary: text(10_000),
  outcome: text(2000),
  contacts,
  searchId: id.describe(
    "Only where the day does not tell: what names no search counts in the one that was on, by the client's calendar.",
  ),
  opportunityId: id.describe('What it was about; its search becomes the searchId.'),
}

export const LogInteractionBody = z.strictObject({
  type: facts.type,
  direction: facts.direction.optional(),
  occurredAt: facts.occurredAt,
  minutes: facts.minutes.optional(),
  summary: facts.summary.optional(),
  outcome: facts.outcome.optional(),
  contacts: facts.contacts,
  searchId: facts.searchId.optional(),
  opportunityId: facts.opportunityId.optional(),
})
export type LogInteractionBody = z.output<typeof LogInteractionBody>

export const LogInteractionsBody = z.strictObject({
  interactions: z.array(LogInteractionBody).min(1).max(500),
})

export const LogInteractionsResponse = z.object({ interactions: z.array(InteractionResponse) })

export const UpdateInteractionBody = z.strictObject({
  type: facts.type.optional(),
  direction: clearable(facts.direction),
  occurredAt: facts.occurredAt.optional(),
  minutes: clearable(facts.minutes),
  summary: clearable(facts.summary),
  outcome: clearable(facts.outcome),
  contacts: facts.contacts.optional().describe('All of them: those that are not named any more are taken off.'),
  searchId: clearable(facts.searchId),
  opportunityId: clearable(facts.opportunityId),
})
export type UpdateInteractionBody = z.output<typeof UpdateInteractionBody>

const listed = {
  ...pageQuery,
  type: type.optional(),
  searchId: id
    .optional()
    .describe('Those that count in this search: they name it, or name none and happened on one of its days.'),
  opportunityId: id.optional(),
  occurredAfter: instant.optional().describe('Then or later.'),
  occurredBefore: instant.optional().describe('Earlier than then.'),
  sort: z.enum(['occurredAt', '-occurredAt']).default('-occurredAt').describe('A minus turns it round.'),
}

export const ListInteractionsQuery = z.strictObject({ ...listed, contactId: id.optional() })
export type ListInteractionsQuery = z.output<typeof ListInteractionsQuery>

export const ListContactInteractionsQuery = z.strictObject(listed)

export const InteractionPage = pageOf(InteractionResponse)
