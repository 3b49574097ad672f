import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Client } from '../clients/clients.repository.ts'
import { severityOf } from '../enforcement-policy/policy.rules.ts'
import { updateEscalation } from './escalations.repository.ts'
import { planNotice } from './notices.repository.ts'
import { setAside } from './planning.service.ts'
import { putOnAgenda, slotFor } from './slots.service.ts'
import { isSuspension, type StepFact } from './standing.rules.ts'

/**
 * Takes steps back that have lost their cause. What the client was told, however much of it, is taken back in one note,
 * about the hardest.
 */
export async function takeBack(trx: PracticeTrx, client: Client, gone: StepFact[]): Promise<void> {
  const heard: StepFact[] = []
  for (const step of gone) {
    const calledBack = await setAside(trx, step.id, 'cause_gone')
    if (isSuspension(step)) await updateEscalation(trx, step.id, { endedAt: trx.now })
    if (step.mailed && !calledBack) heard.push(step)
  }
  const hardest = heard.toSorted((a, b) => severityOf(b.action) - severityOf(a.action)).at(0)
  if (!hardest) return
  const dueAt = await slotFor(trx, client, trx.now, 'retraction')
  const notice = await planNotice(trx, { clientId: client.id, escalationId: hardest.id, kind: 'retraction', dueAt })
  if (notice) await putOnAgenda(trx, { id: notice.id, clientId: client.id }, dueAt)
}
