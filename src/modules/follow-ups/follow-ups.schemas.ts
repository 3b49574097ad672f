import { z } from 'zod'
import { id, instant, localDate, pageOf, pageQuery } from '../../http/schemas.ts'
import { interactionTypes } from '../cadences/cadence.rules.ts'
import { dormancy } from '../cadences/cadences.schemas.ts'

const FollowUpResponse = z
  .object({
    contactId: id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    presentJob: z
      .object({ title: z.string().nullable(), company: z.string().nullable() })
      .nullable()
      .describe('What they do now, as far as is known.'),
    tier: z.enum(['inner', 'active', 'extended']),
    preferredChannel: z.enum(['email', 'call']).nullable(),
    status: z
      .enum(['overdue', 'due', 'upcoming'])
      .describe('`overdue`: the latest day is past; `due`: since noon of its day where the client is.'),
    nextFollowUpOn: localDate,
    dueAt: instant,
    idealOn: localDate,
    latestOn: localDate,
    ratio: z.number().describe('How much of their own rhythm has passed since they were in touch: 1 on the ideal day.'),
    dormancy,
    whyNow: z.string().describe('Why they should hear from the client now, for the client to read.'),
    lastTalk: z
      .object({
        interactionId: id,
        type: z.enum(interactionTypes),
        on: localDate,
        line: z.string().nullable().describe('What it was about, in one line.'),
      })
      .nullable(),
    advice: z
      .array(z.object({ about: z.string(), helped: z.string().nullable(), on: localDate }))
      .describe('What they advised, the latest three first.'),
    thingsToRemember: z.string().nullable(),
    helpOffers: z
      .array(z.object({ id, offeredOn: localDate, what: z.string().nullable() }))
      .describe('Help that the client offered them and has not given yet.'),
    opener: z
      .object({ subject: z.string(), text: z.string() })
      .nullable()
      .describe('How the client could begin. Null where nothing tells what to call them.'),
  })
  .meta({ id: 'FollowUp' })

export const FollowUpPage = pageOf(FollowUpResponse)

export const ListFollowUpsQuery = z.strictObject({
  ...pageQuery,
  dueBefore: localDate
    .optional()
    .describe('Whose day is earlier, on the client’s calendar. Default: those who are due by now.'),
})
