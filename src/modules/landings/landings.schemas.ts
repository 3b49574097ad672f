import { z } from 'zod'
import { clearable, id, instant, line, localDate, text } from '../../http/schemas.ts'

const facts = {
  position: line(200).describe('As it would be said in a letter: "Head of Operations".'),
  company: line(200),
  companyDescription: text(500).describe(
    'Goes on after the company’s name: "a maker of small wind turbines", or "makes small wind turbines".',
  ),
  startsOn: localDate.describe('The first day at work.'),
  landedOn: localDate.describe("The day of the yes, on the client's calendar."),
  holdUntil: localDate.describe('Nobody is told before this day: the client may still have to resign.'),
  opportunityId: id.describe('The opportunity that became the job; its source begins the chain.'),
}

export const LandingResponse = z
  .object({
    id,
    clientId: id,
    searchId: id,
    position: z.string(),
    company: z.string(),
    companyDescription: z.string().nullable(),
    startsOn: localDate,
    landedOn: localDate,
    holdUntil: localDate.nullable(),
    opportunityId: id.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Landing' })

export const LandBody = z.strictObject({
  ...facts,
  companyDescription: facts.companyDescription.optional(),
  holdUntil: facts.holdUntil.optional(),
  opportunityId: facts.opportunityId.optional(),
})
export type LandBody = z.output<typeof LandBody>

export const CorrectLandingBody = z
  .strictObject({
    position: facts.position,
    company: facts.company,
    startsOn: facts.startsOn,
    landedOn: facts.landedOn,
  })
  .partial()
  .extend({
    companyDescription: clearable(facts.companyDescription),
    holdUntil: clearable(facts.holdUntil),
    opportunityId: clearable(facts.opportunityId),
  })
export type CorrectLandingBody = z.output<typeof CorrectLandingBody>

export const ReopenBody = z.strictObject({ reason: text(1000).describe('Kept in the change feed.') })

const effort = z.object({
  interactions: z.int(),
  calls: z.int().describe('Calls and video calls.'),
  emails: z.int(),
  meetings: z.int(),
  minutes: z.int(),
})

export const StoryResponse = z
  .object({
    sentence: z.string().describe('One sentence, to be framed.'),
    hops: z
      .array(z.object({ contactId: id, name: z.string(), effort, firstTouchedOn: localDate.nullable() }))
      .describe('From where it began to whoever told of the job.'),
    effort: effort.describe('What the whole chain took; a meeting with two of its people counts once.'),
  })
  .meta({ id: 'Story' })
