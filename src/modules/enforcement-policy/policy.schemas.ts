import { z } from 'zod'
import { instant, localDate } from '../../http/schemas.ts'
import { actions, templatesOf } from './policy.rules.ts'

const weeks = z.int().min(1).max(26)
const trigger = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('behind_pace'),
      atFraction: z.number().min(0.1).max(0.95).describe('How much of the period is over, from 0 to 1.'),
    }),
    z.strictObject({ kind: z.literal('missed_in_a_row'), weeks }),
    z.strictObject({ kind: z.literal('missed_of_last'), missed: weeks, of: weeks }),
  ])
  .describe('Weeks are judged weeks: what was excused or void neither counts nor breaks a row.')

const action = z.enum(actions).describe('From the mildest to the hardest.')

const step = z.strictObject({
  trigger,
  action,
  template: z.string().max(60).optional().describe('Of its mail. Default: the usual one of the action.'),
  copyTo: z
    .array(z.enum(['coach']))
    .max(1)
    .default([])
    .describe('Who gets a copy of what the client gets.'),
})

/** A ladder as it is written: a step that names no template takes the usual one. */
export const PolicyBody = z.strictObject({
  graceHours: z.int().min(0).max(72).default(12).describe('How long after its end a period is judged.'),
  lateWindowDays: z
    .int()
    .min(0)
    .max(31)
    .default(7)
    .describe('For how long something that is logged late still counts.'),
  breakNoticeDays: z.int().min(0).max(31).default(2).describe('How long ahead clients declare breaks by themselves.'),
  holidays: z.array(localDate).max(100).default([]).describe('Local days on which nothing is expected of anybody.'),
  headsUpHours: z
    .int()
    .min(0)
    .max(72)
    .default(24)
    .describe(
      'How long the coach may hold a warning before it goes out. With `graceHours` it must leave a day until the week is over that a suspension would rest on.',
    ),
  daysCount: z.boolean().default(false).describe('Whether a missed day makes a missed week; else days only remind.'),
  recoverAfterMetWeeks: z.int().min(1).max(12).default(2).describe('So many met weeks in a row restore good standing.'),
  makingUpReinstates: z.boolean().default(false).describe('A suspension ends once what was owed has been done.'),
  steps: z
    .array(step.transform(({ template, ...rest }) => ({ ...rest, template: template ?? templatesOf[rest.action][0] })))
    .max(12)
    .describe('From the mildest to the hardest; each asks for more than the one before it.'),
})

const shownStep = z.object({
  trigger,
  action,
  template: z.string(),
  copyTo: z.array(z.enum(['coach'])),
})

export const PolicyResponse = z
  .object({
    version: z.int().describe('Escalations name the version under which they were taken.'),
    inForceSince: instant,
    ...PolicyBody.shape,
    steps: z.array(shownStep),
  })
  .meta({ id: 'EnforcementPolicy' })
