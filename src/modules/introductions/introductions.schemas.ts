import { z } from 'zod'
import { clearable, id, instant, localDate } from '../../http/schemas.ts'
import { Effort } from '../contacts/contacts.schemas.ts'

export const CreateIntroductionBody = z.strictObject({
  introducedContactId: id.describe('Whom the contact in the path introduced the client to.'),
  introducedOn: localDate.optional().describe("Default: today in the client's time zone. Not in the future."),
  interactionId: id.optional().describe('The conversation in which it happened.'),
  primary: z.boolean().optional().describe('Chains are to follow this one, whoever introduced them before.'),
})
export type CreateIntroductionBody = z.output<typeof CreateIntroductionBody>

export const UpdateIntroductionBody = z.strictObject({
  introducedOn: localDate.optional().describe('Not in the future.'),
  interactionId: clearable(id).describe('The conversation in which it happened.'),
  primary: z
    .boolean()
    .optional()
    .describe('`true`: chains follow this one. `false`: they follow the earliest again, whichever was chosen.'),
})
export type UpdateIntroductionBody = z.output<typeof UpdateIntroductionBody>

const primary = z.boolean().describe('Whether chains follow this one: it was chosen, or is the earliest.')

export const IntroductionResponse = z
  .object({
    id,
    clientId: id,
    introducerContactId: id,
    introducedContactId: id,
    introducedOn: localDate,
    interactionId: id.nullable(),
    primary,
    createdAt: instant,
  })
  .meta({ id: 'Introduction' })

const person = { contactId: id, name: z.string(), effort: Effort }

export const IntroductionsResponse = z
  .object({
    introducers: z
      .array(z.object({ introductionId: id, ...person, introducedOn: localDate, primary }))
      .describe('Everybody who introduced the client to this contact; the first is the one that chains follow.'),
    chain: z
      .array(z.object({ introductionId: id.nullable(), ...person, introducedOn: localDate.nullable() }))
      .describe('From the one with whom it began, whom nobody introduced, down to this contact.'),
    chainEffort: Effort.describe('Of the whole chain; an interaction with several of its people counts once.'),
    tree: z
      .array(
        z.object({
          introductionId: id,
          ...person,
          introducedOn: localDate,
          introducerContactId: id.describe('Their place in the tree: below this one.'),
          depth: z.int().describe('1: introduced by this contact.'),
        }),
      )
      .describe('Whom this contact led to, each once, nearest first. The nearest 1,000, 30 steps at most.'),
  })
  .meta({ id: 'IntroductionsOfContact' })
