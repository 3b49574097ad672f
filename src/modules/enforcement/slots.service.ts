import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { schedule, unschedule } from '../agenda/agenda.service.ts'
import type { Client } from '../clients/clients.repository.ts'
import { noticeDue } from './enforcement.jobs.ts'
import { dropNotices, listSentAt, type Notice, updateNotice } from './notices.repository.ts'
import { nextSlot } from './slots.rules.ts'

/** Longer than any week, so that whatever counts is seen. */
const lookBackMs = 9 * 24 * 3_600_000

/** When a client may be written to next, from an instant on: by day, once a day, twice a week. */
export async function slotFor(trx: PracticeTrx, client: Pick<Client, 'id' | 'timeZone'>, from: Date): Promise<Date> {
  const sentAt = await listSentAt(trx, client.id, addMilliseconds(trx.now, -lookBackMs))
  return nextSlot(from, { timeZone: client.timeZone, sentAt })
}

/** Has a notice sent at an instant. */
export async function putOnAgenda(
  trx: PracticeTrx,
  { id, clientId }: Pick<Notice, 'id' | 'clientId'>,
  dueAt: Date,
): Promise<void> {
  await updateNotice(trx, id, { dueAt })
  await schedule(trx, { kind: noticeDue, subjectId: id, clientId, dueAt })
}

/** What was to be said about a step, and was not yet, is not said any more. */
export async function dropWhatIsPlanned(trx: PracticeTrx, escalationId: string): Promise<void> {
  for (const id of await dropNotices(trx, escalationId)) await unschedule(trx, { kind: noticeDue, subjectId: id })
}
