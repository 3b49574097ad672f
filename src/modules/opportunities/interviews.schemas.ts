import { z } from 'zod'
import { clearable, id, instant, line, name, pageOf, pageQuery, text } from '../../http/schemas.ts'

export const InterviewResponse = z
  .object({
    id,
    clientId: id,
    opportunityId: id,
    round: z.int(),
    occurredAt: instant,
    interviewers: z.array(z.object({ name: z.string(), role: z.string().nullable(), contactId: id.nullable() })),
    outcome: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Interview' })

const interviewers = z
  .array(
    z.strictObject({
      name,
      role: clearable(line(200)).describe('"Head of the company".'),
      contactId: clearable(id).describe('If they are in the network: they will read a text of their own.'),
    }),
  )
  .max(20)
  .refine((those) => {
    const contactIds = those.map(({ contactId }) => contactId).filter(Boolean)
    return new Set(contactIds).size === contactIds.length
  }, 'must name each contact once')

const facts = {
  round: z.int().min(1).max(99).describe('1 is the first; several may share a round.'),
  occurredAt: instant.describe('May lie ahead: an interview that is planned.'),
  interviewers,
  outcome: text(2000).describe('Only once it has taken place.'),
}

export const CreateInterviewBody = z.strictObject({
  ...facts,
  interviewers: facts.interviewers.default([]),
  outcome: facts.outcome.optional(),
})
export type CreateInterviewBody = z.output<typeof CreateInterviewBody>

export const UpdateInterviewBody = z.strictObject({ ...facts, outcome: facts.outcome.nullable() }).partial()
export type UpdateInterviewBody = z.output<typeof UpdateInterviewBody>

export const ListInterviewsQuery = z.strictObject(pageQuery)

export const InterviewPage = pageOf(InterviewResponse)
