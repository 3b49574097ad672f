import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import type { OwnerOutcome } from '../messages/ledger.service.ts'
import { getLatestOfKind } from '../messages/messages.service.ts'
import { finishTasks, openSince, openTasks } from '../tasks/tasks.service.ts'
import { headsUp } from './coach-letters.service.ts'
import { findEscalation } from './escalations.repository.ts'
import { listPlannedNotices } from './notices.repository.ts'
import type { LadderContext } from './planning.service.ts'
import { putOnAgenda } from './slots.service.ts'

const hourMs = 3_600_000

/**
 * What became of the mails to coaches about steps, as the message ledger tells it. Whoever was not told of a warning by mail
 * has a task at once instead, and it waits as long for that as it would have for the mail.
 */
export async function followHeadsUps(trx: PracticeTrx, outcomes: OwnerOutcome[]): Promise<void> {
  for (const { subjectId, status } of outcomes) {
    const escalation = await findEscalation(trx, subjectId)
    if (escalation?.action !== 'warn' || escalation.status !== 'planned') continue
    if (status === 'sent') await finishTasks(trx, { subjectId, status: 'cancelled' })
    else if (status !== 'queued' && status !== 'cancelled') await sayInstead(trx, escalation)
  }
}

async function sayInstead(trx: PracticeTrx, { id, clientId }: { id: string; clientId: string }): Promise<void> {
  const { name } = await getClient(trx, clientId)
  await openTasks(trx, [
    {
      kind: 'undelivered_warning',
      subjectId: id,
      clientId,
      title: `${name} is about to be warned, and the mail that tells you so did not arrive`,
      body: 'It goes out once you have had your time to think, counted from now. Hold the escalation that is the subject of this task, decline it, or confirm it to have it sent at the next hour that is fit for it.',
    },
  ])
  const [notice] = (await listPlannedNotices(trx, clientId)).filter(({ escalationId }) => escalationId === id)
  if (notice) await putOnAgenda(trx, notice, trx.now)
}

/**
 * Until when a warning waits, because its coach has heard of it late, not yet, or by a task that they have not seen to.
 * Undefined when they have had their time.
 */
export async function headsUpHolds(
  trx: PracticeTrx,
  { client, facts }: LadderContext,
  escalationId: string,
): Promise<Date | undefined> {
  const headsUpMs = facts.policy.headsUpHours * hourMs
  const mail = headsUpMs > 0 ? await getLatestOfKind(trx, client.id, headsUp) : undefined
  if (!mail) return undefined
  if (mail.status === 'queued' || mail.status === 'sending') return addMilliseconds(trx.now, hourMs)
  const toldAt = await openSince(trx, { kind: 'undelivered_warning', subjectId: escalationId })
  if (toldAt) return addMilliseconds(toldAt, headsUpMs)
  const isLate = mail.sentAt !== null && mail.sentAt > addMilliseconds(mail.createdAt, hourMs)
  return isLate ? addMilliseconds(mail.sentAt!, headsUpMs) : undefined
}
