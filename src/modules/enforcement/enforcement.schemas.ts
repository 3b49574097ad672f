import { z } from 'zod'
import { id, instant, line, localDate, pageOf, pageQuery, timeZone } from '../../http/schemas.ts'
import { PolicyBody } from '../enforcement-policy/policy.schemas.ts'

const action = z.enum(['remind', 'nudge', 'warn', 'propose_suspension', 'suspend'])
const status = z
  .enum(['planned', 'held', 'taken', 'declined', 'retracted'])
  .describe(
    '`held`: waits for a person; `retracted`: its cause is gone, or a newer step took its place. A proposed suspension is `planned` until it is decided.',
  )
const standing = z.enum(['good', 'behind', 'warned', 'suspension_proposed', 'suspended'])

export const EscalationResponse = z
  .object({
    id,
    clientId: id,
    action,
    status,
    takenBy: z.enum(['ladder', 'hand']),
    policyVersion: z.int().describe('The version of the policy under which it was planned.'),
    week: localDate.nullable().describe('The Monday of the missed week that brought it about; null for none.'),
    cause: z
      .array(z.object({ periodId: id, title: z.string(), endsAt: z.iso.datetime(), timeZone }))
      .describe('The periods that brought it about.'),
    reason: z.string().nullable().describe('In a person’s words, where one decided.'),
    outcome: z
      .enum([
        'undelivered',
        'held_by_coach',
        'cause_gone',
        'superseded',
        'caught_up',
        'made_up',
        'reinstated',
        'reached_by_hand',
        'came_late',
        'overcome',
      ]) // prettier-ignore
      .nullable()
      .describe('Why it is not, not yet or no longer what it was meant to be. The list may grow.'),
    messageId: id.nullable().describe('The mail to the client.'),
    dueAt: instant.describe('When it was, or is, to be taken.'),
    takenAt: instant.nullable(),
    endedAt: instant.nullable().describe('Of a suspension: when it ended.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Escalation' })
export const EscalationPage = pageOf(EscalationResponse)

export const ListEscalationsQuery = z.strictObject({ ...pageQuery, status: status.optional() })

const reason = line(500).describe('Kept with it; where the client is told of it, they are told this.')

export const StepByHandBody = z.strictObject({
  action: z.enum(['remind', 'nudge', 'warn']).describe('To suspend, use `POST /v1/clients/{id}/suspend`.'),
  reason: reason.optional(),
})
export const ReasonBody = z.strictObject({ reason })

export const StandingResponse = z
  .object({
    standing: standing.describe('Clients are shown `warned` while a suspension is only proposed.'),
    since: instant,
    frozen: z.boolean().describe('A dispute is not decided: until it is, no step is taken.'),
    missedInARow: z.int(),
    metInARow: z.int(),
    recoverAfterMetWeeks: z.int().describe('So many met weeks in a row restore good standing.'),
    nextAction: action
      .nullable()
      .describe('What the ladder would do if what runs were missed; null when nothing runs that it judges.'),
    nextStep: z.string().nullable().describe('The same in words.'),
    suspension: z
      .object({ escalationId: id, since: instant, whatReinstates: z.string() })
      .nullable()
      .describe('While the client is suspended.'),
    weeks: z
      .array(
        z.object({
          startsOn: localDate,
          status: z
            .enum(['met', 'missed', 'undecided', 'neutral'])
            .describe('`neutral`: excused or void, so it neither counts nor breaks a row.'),
        }),
      )
      .describe('The last twelve in which something ended, the earliest first; each by its Monday.'),
  })
  .meta({ id: 'Standing' })

export const SimulateBody = z.strictObject({
  policy: PolicyBody,
  clientId: id.optional().describe('Of one client alone. Default: all who are coached, at most 200, by name.'),
})

export const SimulationResponse = z
  .object({
    from: instant,
    to: instant,
    clients: z.array(
      z.object({
        clientId: id,
        clientName: z.string(),
        steps: z.array(
          z.object({
            action,
            at: instant.describe('When it would have been taken, and its mail gone out.'),
            week: localDate.nullable(),
            periodIds: z.array(id),
            endedAt: instant.nullable().describe('Of a suspension: when making up what was owed would have ended it.'),
          }),
        ),
        standing: standing.describe('Where the client would stand now.'),
      }),
    ),
  })
  .meta({ id: 'Simulation' })
