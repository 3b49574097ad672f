import { z } from 'zod'
import { id, instant, line, localDate } from '../../http/schemas.ts'
import { foldCase } from '../contacts/contacts.rules.ts'
import { interactionTypes } from './cadence.rules.ts'
import { dormancies } from './follow-up.rules.ts'

const status = z
  .enum(['active', 'paused', 'off'])
  .describe('`paused`: nothing falls due until it goes on; `off`: never.')
const stepsDays = z
  .array(z.int().min(1).max(1830))
  .min(1, 'must have at least one step')
  .max(12, 'must have at most 12 steps')
  .describe('Days from one time to the next, each step once but for the last, which has no end: 30, 90, 180, 365.')

export const dormancy = z
  .enum(dormancies)
  .describe(
    'How much of the relationship is left by its own rhythm: `active` in time, `cooling` after that, `dormant` a whole step later.',
  )

const rule = {
  status: status.default('active'),
  stepsDays: stepsDays.nullable().default(null).describe('Null: the steps that would hold else.'),
}
const Rule = z.strictObject(rule)
const AnyRule = Rule.refine(
  ({ status, stepsDays }) => status !== 'active' || stepsDays !== null,
  'must name stepsDays, or a status other than active',
)
const saidRule = z.object({ status, stepsDays: stepsDays.nullable() })

export const SetCadenceBody = Rule.describe('What it names holds for this contact; DELETE lets them inherit again.')

export const SnoozeBody = z.strictObject({
  until: localDate.describe('A day to come, on the client’s calendar. If its week is full, it becomes a later one.'),
})

export const ContactCadenceResponse = z
  .object({
    contactId: id,
    clientId: id,
    own: saidRule.nullable().describe('What is said of this contact alone.'),
    status,
    stepsDays,
    appliesBecause: z
      .object({
        level: z.enum(['contact', 'tag', 'tier', 'client', 'practice']),
        saidBy: z.enum(['contact', 'client', 'practice', 'built_in']),
        tag: z.string().nullable(),
      })
      .describe('The most specific that anybody has said; of equals the client’s word goes before the practice’s.'),
    since: localDate
      .nullable()
      .describe('The last time that counts; for somebody never spoken with, since they are known.'),
    step: z.int().nullable().describe('Which of the steps runs, from 0.'),
    everyDays: z.int().nullable().describe('Its days.'),
    idealOn: localDate.nullable(),
    latestOn: localDate.nullable(),
    snoozedUntil: localDate.nullable(),
    nextFollowUpOn: localDate
      .nullable()
      .describe('The day in the client’s plan: the ideal one, or a later one where a week would have too many.'),
    dueAt: instant.nullable().describe('Noon of that day where the client is.'),
    dormancy: dormancy.nullable(),
  })
  .meta({ id: 'ContactCadence' })

const types = z
  .array(z.enum(interactionTypes))
  .min(1, 'must name at least one type')
  .max(interactionTypes.length)
  .describe('Which interactions count as having been in touch.')
const cap = z
  .int()
  .min(1)
  .max(100)
  .describe('So many follow-ups fall due in a week at most; this goes before all else.')

export const CadencePolicyBody = z
  .strictObject({
    maxFollowUpsPerWeek: cap.nullable().default(null),
    resetBy: types.nullable().default(null),
    everybody: AnyRule.nullable().default(null).describe('For whom nothing more specific is said.'),
    tiers: z
      .strictObject({
        inner: AnyRule.nullable().default(null),
        active: AnyRule.nullable().default(null),
        extended: AnyRule.nullable().default(null),
      })
      .prefault({}),
    tags: z
      .array(
        z
          .strictObject({ tag: line(50), ...rule })
          .refine(({ status, stepsDays }) => status !== 'active' || stepsDays !== null, 'must name stepsDays, or a status other than active'), // prettier-ignore
      )
      .max(50)
      .refine(
        (those) => new Set(those.map(({ tag }) => foldCase(tag))).size === those.length,
        'must name each tag once',
      )
      .default([])
      .describe('The first whose tag a contact has.'),
  })
  .describe(
    'The whole policy. What is null or left out is left to what stands below: the practice, then what is built in.',
  )

export const CadencePolicyResponse = z
  .object({
    maxFollowUpsPerWeek: cap.nullable(),
    resetBy: types.nullable(),
    everybody: saidRule.nullable(),
    tiers: z.object({ inner: saidRule.nullable(), active: saidRule.nullable(), extended: saidRule.nullable() }),
    tags: z.array(z.object({ tag: z.string(), status, stepsDays: stepsDays.nullable() })),
    builtIn: z
      .object({ inner: stepsDays, active: stepsDays, extended: stepsDays })
      .describe('What holds where nobody has said anything.'),
    inForce: z.object({ cap, resetBy: types }).describe('What holds with what stands below.'),
    updatedAt: instant.nullable(),
  })
  .meta({ id: 'CadencePolicy' })
