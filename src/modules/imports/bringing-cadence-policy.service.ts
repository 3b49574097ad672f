import { isDeepStrictEqual } from 'node:util'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type CadencePolicy, emptyPolicy } from '../cadences/cadence.rules.ts'
import { getClientCadencePolicyLocked, writeClientCadencePolicy } from '../cadences/policies.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { bringEach, isKnown, rejected } from './bringing-things.service.ts'
import type { NewRow } from './import-rows.repository.ts'
import type { CheckedOf } from './network-file.rules.ts'

/**
 * Brings how a client keeps in touch, whole, in place of what was said of it.
 *
 * @param mayDecide whether whoever asked for the import may say that
 * @returns what became of each
 */
export const bringCadencePolicies = (
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'cadencePolicies'>[],
  mayDecide: () => Promise<boolean>,
): Promise<NewRow[]> =>
  bringEach(trx, into, rows, async (after) => {
    if (!(await mayDecide())) return rejected('is for coaches and the client to say')
    const before = await readPolicy(trx, into.clientId)
    if (isDeepStrictEqual(before, after)) return isKnown
    await writeClientCadencePolicy(trx, into.clientId, after)
    return { outcome: isDeepStrictEqual(before, emptyPolicy) ? 'create' : 'update', before, after }
  })

/** Takes back what an import said of how a client keeps in touch. @returns whether it still held, so that it could be */
export async function restoreCadencePolicy(
  trx: PracticeTrx,
  clientId: string,
  { before, after }: { before: CadencePolicy; after: CadencePolicy },
): Promise<boolean> {
  if (!isDeepStrictEqual(await readPolicy(trx, clientId), after)) return false
  await writeClientCadencePolicy(trx, clientId, before)
  return true
}

async function readPolicy(trx: PracticeTrx, clientId: string): Promise<CadencePolicy> {
  const report = await getClientCadencePolicyLocked(trx, clientId)
  const { maxFollowUpsPerWeek, resetBy, everybody, tiers, tags } = report
  return { maxFollowUpsPerWeek, resetBy, everybody, tiers, tags }
}
