import { z } from 'zod'
import { id, instant, localDate, pageOf, pageQuery, text, timeZone } from '../../http/schemas.ts'
import { answeredTarget } from './targets.schemas.ts'

const status = z.enum(['open', 'met', 'missed', 'excused', 'void'])

const asked = z.object({ ...answeredTarget, expected: z.int().describe('What the days of this period ask.') })

export const PeriodResponse = z
  .object({
    id,
    clientId: id,
    commitmentId: id,
    period: z.enum(['day', 'week', 'fortnight', 'month', 'once']),
    startsAt: instant,
    endsAt: instant.describe('The first instant that is not in it any more.'),
    timeZone: timeZone.describe('At whose midnight it ends.'),
    startsOn: localDate,
    endsOn: localDate,
    days: z.int().describe('On how many of its days something is asked.'),
    wholeDays: z.int().describe('How many days a whole period has.'),
    proRated: z
      .boolean()
      .describe('Whether it asks only a share, for it starts or ends within a period or in a break.'),
    targets: z.array(asked),
    status,
    result: z
      .array(z.object({ achieved: z.int(), expected: z.int() }))
      .nullable()
      .describe('Target by target, as it was judged.'),
    judgeAt: instant.describe('When its grace is over.'),
    judgedAt: instant.nullable(),
    closesAt: instant.describe('From then on nothing changes its verdict.'),
    closed: z.boolean().describe('Whether that instant has come: the verdict stands.'),
    excusedBecause: z.string().nullable(),
    voidBecause: z.string().nullable(),
    history: z
      .array(z.object({ at: z.string(), from: z.string(), to: z.string(), because: z.string() }))
      .describe('What was changed after it was judged, and why.'),
    dispute: z
      .object({
        status: z.enum(['open', 'upheld', 'rejected']),
        reason: z.string(),
        decidedBecause: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Period' })
export const PeriodPage = pageOf(PeriodResponse)

export const ListPeriodsQuery = z.strictObject({ ...pageQuery, status: status.optional().describe('Only those.') })

export const ProgressResponse = z
  .object({
    periodId: id,
    status,
    startsAt: instant,
    endsAt: instant,
    timeZone,
    days: z.int(),
    wholeDays: z.int(),
    proRated: z.boolean(),
    targets: z.array(
      z.object({
        achieved: z.int(),
        target: z.int().describe('What this period asks.'),
        expectedByNow: z.number().describe('At an even pace.'),
        words: z.string(),
      }),
    ),
    pace: z
      .enum(['ahead', 'on_track', 'behind', 'at_risk'])
      .describe('`at_risk`: what is left would need more than twice the even pace.'),
    slackDays: z
      .number()
      .describe('How many days may pass with nothing done at an even pace; negative when behind it.'),
    stillNeeded: z.array(z.string()).describe('Target by target, in words; empty when all are met.'),
    stillNeededInWords: z.string().nullable().describe('The same in one breath, with the hour.'),
  })
  .meta({ id: 'Progress' })

export const ReasonBody = z.strictObject({ reason: text(1000) })
export const DecideDisputeBody = z.strictObject({
  verdict: z.enum(['upheld', 'rejected']).describe('`upheld`: the period is excused.'),
  reason: text(1000),
})
