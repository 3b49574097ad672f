import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvents } from '../events/events.service.ts'
import { taskNotDoneHere } from './tasks.problems.ts'
import { endTasks, findOpenTask, findTask, reopenDoneTasks, type Task, upsertTasks } from './tasks.repository.ts'

export type { Task } from './tasks.repository.ts'

/** Something a person must do. One task stands per kind and subject. */
export interface NewTask {
  kind: Task['kind']
  subjectId: string
  clientId: string | null
  contactId?: string | null
  title: string
  body?: string | null
  dueOn?: string | null
}

/** Gives people something to do; asked for again, it is the same task, open again. */
export async function openTasks(trx: PracticeTrx, tasks: NewTask[]): Promise<void> {
  const opened = await upsertTasks(
    trx,
    tasks.map((task) => ({
      practiceId: trx.practiceId,
      kind: task.kind,
      subjectId: task.subjectId,
      clientId: task.clientId,
      contactId: task.contactId ?? null,
      title: task.title,
      body: task.body ?? null,
      dueOn: task.dueOn ?? null,
      createdAt: trx.now,
      updatedAt: trx.now,
    })),
  )
  await recordEvents(
    trx,
    opened.map(({ id, clientId }) => ({ kind: 'task.opened' as const, subjectId: id, clientId })),
  )
}

/** Ends the open tasks about a subject, or several, because they were done or need no longer be. */
export async function finishTasks(
  trx: PracticeTrx,
  { status, ...about }: { status: 'done' | 'cancelled' } & ({ subjectId: string } | { subjectIds: string[] }),
): Promise<void> {
  const subjectIds = 'subjectId' in about ? [about.subjectId] : about.subjectIds
  if (subjectIds.length === 0) return
  const ended = await endTasks(trx, { subjectIds }, status)
  await recordEvents(
    trx,
    ended.map(({ id, clientId }) => ({ kind: `task.${status}` as const, subjectId: id, clientId })),
  )
}

/** What was done about a subject is to be done again: it was not done after all. */
export async function reopenTasks(trx: PracticeTrx, about: { subjectId: string }): Promise<void> {
  const opened = await reopenDoneTasks(trx, about.subjectId)
  await recordEvents(
    trx,
    opened.map(({ id, clientId }) => ({ kind: 'task.opened' as const, subjectId: id, clientId })),
  )
}

/** Since when there is an open task of a kind about a subject; undefined where there is none. */
export const openSince = async (
  trx: PracticeTrx,
  about: { kind: Task['kind']; subjectId: string },
): Promise<Date | undefined> => (await findOpenTask(trx, about))?.updatedAt

/** A task that the caller may see. @throws 404 */
export async function getTask(trx: PracticeTrx, id: string): Promise<Task> {
  const task = await findTask(trx, id)
  if (!task) throw notFound()
  return task
}

/** Ends one task. Done already is done: saying so again changes nothing. @throws 404, 409 where a decision ends it */
export async function finishTask(trx: PracticeTrx, id: string): Promise<Task> {
  const { kind, subjectId } = await getTask(trx, id)
  if (kind === 'uncertain_message') throw taskNotDoneHere(`Resolve or resend message ${subjectId}.`)
  if (kind === 'dispute') throw taskNotDoneHere(`Decide the dispute of period ${subjectId}.`)
  if (kind === 'interaction_draft') throw taskNotDoneHere(`Confirm or discard draft ${subjectId}.`)
  if (kind === 'suspension') throw taskNotDoneHere(`Confirm or decline escalation ${subjectId}.`)
  const ended = await endTasks(trx, { id }, 'done')
  await recordEvents(
    trx,
    ended.map(({ clientId }) => ({ kind: 'task.done' as const, subjectId: id, clientId })),
  )
  return getTask(trx, id)
}
