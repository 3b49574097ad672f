import { z } from 'zod'
import { clearable, id, instant, line, localDate, pageOf, pageQuery } from '../../http/schemas.ts'
import { answeredTarget, filters, target } from '../periods/targets.schemas.ts'

const targets = z
  .array(
    z.strictObject({
      measure: z.enum(['interactions', 'people', 'minutes']).describe('What is counted; `people` counts each once.'),
      ...filters,
      target,
    }),
  )
  .min(1)
  .max(10)
  .describe('All of them are to be met.')

const period = z.enum(['day', 'week', 'fortnight', 'month'])
const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
const title = line(200).describe('As client and coach call it: "Three conversations a week".')
const agreement = z
  .strictObject({ agreedOn: localDate, how: line(500).describe('How they said so: "at the end of our session".') })
  .describe('For coaches: the client agreed in person.')

export const CommitmentResponse = z
  .object({
    id,
    clientId: id,
    searchId: id.nullable(),
    title: z.string(),
    targets: z.array(z.object({ ...answeredTarget, words: z.string().describe('The same in words.') })),
    period: z.enum(['day', 'week', 'fortnight', 'month', 'once']).describe('`once`: one period from start to end.'),
    weekStartsOn: weekday,
    startsOn: localDate,
    endsOn: localDate.nullable(),
    status: z.enum(['proposed', 'active', 'paused', 'ended']),
    gentle: z.boolean().describe('Made by a landing: it is reminded of, and no more.'),
    acceptedOn: localDate.nullable().describe('Nothing before that day is judged.'),
    acceptedHow: z.enum(['session', 'link', 'in_person', 'landing']).nullable(),
    acceptedNote: z.string().nullable(),
    pausedBecause: z.enum(['coach', 'client_paused']).nullable(),
    endedBecause: z.enum(['coach', 'end_date', 'landed', 'withdrawn', 'landing_undone', 'completed']).nullable(),
    endedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Commitment' })
export const CommitmentPage = pageOf(CommitmentResponse)

export const ProposeCommitmentBody = z.strictObject({
  title,
  targets,
  period,
  weekStartsOn: weekday.default('monday').describe('For weeks and fortnights.'),
  startsOn: localDate.describe("A day of the client's calendar. What starts or ends within a period asks its share."),
  endsOn: localDate.optional().describe('Its last day.'),
  searchId: id.optional().describe('It ends with this search.'),
})
export type ProposeCommitmentBody = z.output<typeof ProposeCommitmentBody>

export const ProposeCommitmentsBody = z.strictObject({
  commitments: z
    .array(ProposeCommitmentBody.extend({ clientId: id }))
    .min(1)
    .max(200),
})
export const ProposeCommitmentsResponse = z.object({ commitments: z.array(CommitmentResponse) })

export const UpdateCommitmentBody = z.strictObject({
  title: title.optional(),
  targets: targets
    .optional()
    .describe(
      'Hold from the next period on; asking for more holds at once if the client agrees: by doing so, or as `agreement` says.',
    ),
  period: period.optional().describe('From the next period on.'),
  weekStartsOn: weekday.optional().describe('From the next period on.'),
  startsOn: localDate.optional().describe('While it is only proposed.'),
  endsOn: clearable(localDate).describe('The period that this falls into asks its share.'),
  agreement: agreement.optional(),
})
export type UpdateCommitmentBody = z.output<typeof UpdateCommitmentBody>

export const AcceptCommitmentBody = agreement.nullish().describe('For coaches; clients say nothing.')
export type AcceptCommitmentBody = z.output<typeof AcceptCommitmentBody>

export const ListCommitmentsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(['proposed', 'active', 'paused', 'ended']).optional().describe('Only those.'),
})
