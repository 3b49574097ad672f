import { z } from 'zod'
import {
  clearable,
  email,
  id,
  instant,
  line,
  localDate,
  name,
  pageOf,
  pageQuery,
  timeZone,
} from '../../http/schemas.ts'
import { digestHour, digestWeekday } from '../digest-schedules/digest-schedules.schemas.ts'

const status = z
  .enum(['active', 'paused', 'suspended', 'alumni', 'archived'])
  .describe('`alumni`: the engagement is complete; `archived`: put away.')
const digest = z
  .enum(['weekly', 'fortnightly', 'monthly', 'quarterly', 'off'])
  .describe('How often the client’s digest comes. Null: weekly, and monthly for alumni who do not search.')
const locale = z
  .string()
  .max(35)
  .refine((value) => {
    try {
      return Intl.getCanonicalLocales(value).length === 1
    } catch {
      return false
    }
  }, 'must be a language tag such as en or de-CH')
  .describe('A language tag: how days are written in the client’s mails.')
  .meta({ examples: ['en'] })

const consent = z
  .strictObject({ givenOn: localDate, how: line(500) })
  .describe('The client agreed that their coach may approve announcements for them: when, and how they said so.')
const sees = z
  .enum(['all', 'summary', 'nothing'])
  .describe(
    'What members of the practice see of an alumnus. `summary`: who they are, their searches and landings. Without: `all`.',
  )
const consents = z.strictObject({ coachApprovesForMe: consent.optional(), coachSeesAfterwards: sees.optional() })

export const ClientResponse = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    timeZone: z.string(),
    locale: z.string(),
    status,
    digest: digest.nullable(),
    digestWeekday: digestWeekday.nullable(),
    digestHour: digestHour.nullable(),
    coachId: id.nullable().describe('The member whose client this is.'),
    consents,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Client' })

export const CreateClientBody = z.strictObject({
  name,
  email,
  timeZone,
  coachId: id.optional().describe('A member of the practice. Default: whoever adds the client.'),
  locale: locale.default('en'),
  digest: digest.optional(),
  digestWeekday: digestWeekday.optional(),
  digestHour: digestHour.optional(),
  consents: z.strictObject({ coachApprovesForMe: consent.optional() }).default({}),
})
export type CreateClientBody = z.output<typeof CreateClientBody>

export const UpdateClientBody = z
  .strictObject({
    name,
    email,
    timeZone,
    locale,
    digest: digest.nullable(),
    digestWeekday: digestWeekday.nullable(),
    digestHour: digestHour.nullable(),
    consents: z.strictObject({
      coachApprovesForMe: clearable(consent).describe('Null withdraws it.'),
      coachSeesAfterwards: sees.optional().describe('Only the client says so.'),
    }),
  })
  .partial()
export type UpdateClientBody = z.output<typeof UpdateClientBody>

export const ListClientsQuery = z.strictObject({
  ...pageQuery,
  status: status.optional(),
  coachId: id.optional(),
  sort: z.enum(['name', 'createdAt', '-createdAt']).default('name').describe('A minus turns it round.'),
})
export type ListClientsQuery = z.output<typeof ListClientsQuery>

export const ClientPage = pageOf(ClientResponse)
