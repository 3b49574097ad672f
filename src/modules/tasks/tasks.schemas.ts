import { z } from 'zod'
import { id, instant, localDate, pageOf, pageQuery } from '../../http/schemas.ts'

const kind = z
  .enum([
    'call',
    'suspension',
    'undelivered_warning',
    'draft',
    'uncertain_message',
    'dispute',
    'paused_announcement',
    'reply',
    'interaction_draft',
    'sending_domain',
  ])
  .describe(
    '`undelivered_warning`: a warning, the mail about a suspension, or what tells a coach of a warning, that did not reach its reader; `draft`: a letter to post, or a note to send from one’s own mailbox; `dispute`: a verdict that the client says is wrong; `paused_announcement`: too many notes came back or were unwelcome; `reply`: somebody answered a note; `interaction_draft`: a mail came to a client’s logging address; `sending_domain`: the DNS record of the practice’s domain is gone.',
  )
const status = z.enum(['open', 'done', 'cancelled']).describe('`cancelled`: not needed any more.')

export const TaskResponse = z
  .object({
    id,
    clientId: id.nullable(),
    kind,
    status,
    subjectId: id.describe(
      'What it is about: a recipient of an announcement, a message, an escalation, a period, an announcement, a draft, the practice.',
    ),
    contactId: id.nullable(),
    title: z.string(),
    body: z.string().nullable().describe('What helps to do it, such as the script of a call.'),
    dueOn: localDate.nullable(),
    doneAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Task' })
export const TaskPage = pageOf(TaskResponse)

export const ListTasksQuery = z.strictObject({
  ...pageQuery,
  kind: kind.optional(),
  status: status.optional(),
  clientId: id.optional(),
})
export type ListTasksQuery = z.output<typeof ListTasksQuery>

export const FinishTaskBody = z
  .strictObject({
    offeredHelp: z
      .boolean()
      .describe(
        'Whether help was offered in return, where the task was to tell somebody. Default: false for a call, what the text says for a letter.',
      ),
  })
  .partial()
  .nullish()
