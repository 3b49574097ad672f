import { unwrap } from '../../../../openapi/client.ts'
import type { Coverage, Problem, Recipient, Task } from '../api.ts'
import type { Play } from '../play.ts'
import type { Office } from './01-the-practice.ts'
import type { Landed } from './04-the-job.ts'
import { listRecipients } from './05-the-announcement.ts'

export interface Calls {
  /** The calls as they were to be made, with their scripts. */
  tasks: Task[]
  /** Who stood in the way when the coach wanted to close too early. */
  stillPending: string[]
  coverage: Coverage
  /** As they stand at the end. */
  recipients: Recipient[]
}

export async function callThem({ stage }: Play, so: Office & Landed): Promise<Calls> {
  const { cadre, client, announcement } = so
  const inAnnouncement = { params: { path: { id: announcement.id } } }
  stage.chapter('The calls')

  const stillPending = await stage.during(
    'Closing now is refused',
    async () => pendingNames((await cadre.POST('/v1/announcements/{id}/close', inAnnouncement)).error),
    (names) => `Closing now is refused: ${names.join(', ')} have not been told`,
  )
  const page = { query: { kind: 'call', status: 'open', clientId: client.id, limit: 100 } } as const
  const { data: tasks } = await unwrap(cadre.GET('/v1/tasks', { params: page }))
  await stage.counting(`${tasks.length} calls, each with its script at hand`, tasks.length, async (reach) => {
    for (const [index, { id }] of tasks.entries()) {
      await unwrap(cadre.POST('/v1/tasks/{id}/done', { params: { path: { id } }, body: { offeredHelp: true } }))
      reach(index + 1)
    }
  })
  await stage.during('The announcement is closed', () =>
    unwrap(cadre.POST('/v1/announcements/{id}/close', inAnnouncement)),
  )
  const coverage = await stage.during(
    'Coverage',
    () => unwrap(cadre.GET('/v1/announcements/{id}/coverage', inAnnouncement)),
    ({ told, excused, pending, total }) =>
      `${told} told, ${excused} excused, ${pending} pending: all ${total} accounted for`,
  )
  return { tasks, stillPending, coverage, recipients: await listRecipients(so) }
}

function pendingNames(error: Problem | undefined): string[] {
  const { recipients = [] } = { ...error } as { recipients?: { contactName: string }[] }
  return recipients.map(({ contactName }) => contactName)
}
