import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem } from '../../infra/db/scope.ts'
import { readSignedLink } from '../../infra/security/signed-links.ts'
import { getClient } from '../clients/clients.service.ts'
import { holdEscalation } from './deciding.service.ts'
import { type Escalation, findEscalation } from './escalations.repository.ts'
import { holdPurpose, type LadderOffice } from './office.service.ts'

export interface HoldDeps {
  db: Kysely<Database>
  /** What links to hold a step are signed with. */
  key: Buffer
  office: LadderOffice
}

/** What a link would hold, without holding it. Undefined for a link that is not ours or leads to nothing. */
export async function readHoldLink(
  { db, key }: HoldDeps,
  token: string,
): Promise<{ clientName: string; status: Escalation['status'] } | undefined> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== holdPurpose) return undefined
  return enterAsSystem(db, link.practiceId, async (trx) => {
    const escalation = await findEscalation(trx, link.subjectId)
    return escalation && { clientName: (await getClient(trx, escalation.clientId)).name, status: escalation.status }
  })
}

/** Holds a step; doing it twice is doing it once. Returns whose, or undefined for a link that leads to nothing. @throws 409 */
export async function followHoldLink({ db, key, office }: HoldDeps, token: string): Promise<string | undefined> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== holdPurpose) return undefined
  return enterAsSystem(db, link.practiceId, async (trx) => {
    const escalation = await findEscalation(trx, link.subjectId)
    if (!escalation) return undefined
    if (escalation.status !== 'held') {
      await holdEscalation(trx, office, escalation.id, 'Held with the link in the heads-up.')
    }
    return (await getClient(trx, escalation.clientId)).name
  })
}
