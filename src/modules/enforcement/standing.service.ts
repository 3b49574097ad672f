import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Client } from '../clients/clients.repository.ts'
import { followStanding } from '../clients/suspending.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { findStanding, saveStanding } from './standings.repository.ts'
import type { Standing } from './standing.rules.ts'

/** Writes down where a client stands, if that has changed; whether they are suspended follows from it. */
export async function keepStanding(trx: PracticeTrx, client: Client, standing: Standing): Promise<void> {
  const before = await findStanding(trx, client.id)
  const was = before?.standing ?? 'good'
  if (was === standing) return
  const statusBefore = client.status === 'suspended' ? (before?.statusBefore ?? 'active') : client.status
  await saveStanding(trx, client.id, {
    standing,
    since: trx.now,
    statusBefore: standing === 'suspended' ? statusBefore : null,
  })
  if (standing === 'suspended') await followStanding(trx, client.id, 'suspended')
  if (was === 'suspended') await followStanding(trx, client.id, before?.statusBefore ?? 'active')
  await recordEvent(trx, {
    kind: 'client.standing_changed',
    subjectId: client.id,
    clientId: client.id,
    payload: { from: was, to: standing },
  })
}
