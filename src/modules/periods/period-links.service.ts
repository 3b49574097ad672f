import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsClient, enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { deriveKey } from '../../infra/security/secrets.ts'
import { readSignedLink, signLink } from '../../infra/security/signed-links.ts'
import { disputePeriod } from './excusing.service.ts'
import { findPeriod, type Period } from './periods.repository.ts'
import { getPeriodLocked } from './periods.service.ts'

export interface PeriodLinkDeps {
  db: Kysely<Database>
  /** What these links are signed with. */
  key: Buffer
}

const purpose = 'dispute'

/** What links to periods are signed with. */
export const periodLinkKey = (secret: string): Buffer => deriveKey(secret, 'period links')

/** Where letters lead for whoever says that a verdict is wrong. The link is good until the ledger of the period closes. */
export function createPeriodLinks({ secret, publicUrl }: { secret: string; publicUrl: string }) {
  const key = periodLinkKey(secret)
  return {
    disputeUrl: (practiceId: string, periodId: string): string =>
      `${publicUrl}/l/${signLink(key, { purpose, practiceId, subjectId: periodId })}`,
  }
}

/** The period that a link leads to, if that was missed and can still be disputed. */
export const readDisputeLink = (deps: PeriodLinkDeps, token: string): Promise<Period | undefined> =>
  followed(deps, token, async (trx, periodId) => {
    const period = await findPeriod(trx, periodId)
    const isOpen = period?.status === 'missed' && period.closesAt > trx.now && !period.dispute
    return isOpen ? period : undefined
  })

/** Disputes it in the client's name. Undefined for a link that is no longer good. */
export async function followDisputeLink(
  deps: PeriodLinkDeps,
  token: string,
  { reason, requestId }: { reason: string; requestId: string },
): Promise<Period | undefined> {
  const link = readSignedLink(deps.key, token)
  const period = await readDisputeLink(deps, token)
  if (!link || !period) return undefined
  const place = { practiceId: link.practiceId, clientId: period.clientId, requestId }
  return enterAsClient(deps.db, place, async (trx) => disputePeriod(trx, await getPeriodLocked(trx, period.id), reason))
}

function followed<T>(
  { db, key }: PeriodLinkDeps,
  token: string,
  step: (trx: PracticeTrx, subjectId: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== purpose) return Promise.resolve(undefined)
  return enterAsSystem(db, link.practiceId, (trx) => step(trx, link.subjectId))
}
