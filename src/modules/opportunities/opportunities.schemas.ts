import { z } from 'zod'
import { id, instant, line, pageOf, pageQuery, text } from '../../http/schemas.ts'

const source = z.enum(['contact', 'job_board', 'recruiter', 'employer', 'other']).describe('Where it came from.')
const status = z
  .enum(['lead', 'applied', 'interviewing', 'offer', 'accepted', 'declined', 'lost'])
  .describe('`declined`: by the client; `lost`: by the employer.')

export const OpportunityResponse = z
  .object({
    id,
    clientId: id,
    searchId: id,
    company: z.string(),
    role: z.string(),
    source,
    sourceContactId: id.nullable(),
    status,
    notes: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Opportunity' })

const facts = {
  company: line(200),
  role: line(200),
  source,
  sourceContactId: id.describe(
    'Who told of it: required for the source contact, possible for recruiter and employer. The chain to a job ends here.',
  ),
  status,
  notes: text(10_000),
}

export const CreateOpportunityBody = z.strictObject({
  ...facts,
  sourceContactId: facts.sourceContactId.optional(),
  status: facts.status.default('lead'),
  notes: facts.notes.optional(),
})
export type CreateOpportunityBody = z.output<typeof CreateOpportunityBody>

export const UpdateOpportunityBody = z
  .strictObject({ ...facts, sourceContactId: facts.sourceContactId.nullable(), notes: facts.notes.nullable() })
  .partial()
export type UpdateOpportunityBody = z.output<typeof UpdateOpportunityBody>

export const ListOpportunitiesQuery = z.strictObject({
  ...pageQuery,
  status: status.optional(),
  source: source.optional(),
  sort: z.enum(['createdAt', '-createdAt']).default('-createdAt').describe('A minus turns it round.'),
})

export const OpportunityPage = pageOf(OpportunityResponse)
