import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Policy, PolicyVersion } from './policy.rules.ts'

/** What a practice wrote itself, in the order in which it came into force. */
export async function listWritten(trx: PracticeTrx): Promise<PolicyVersion[]> {
  const rows = await trx
    .selectFrom('enforcementPolicies')
    .select(['version', 'policy', 'createdAt as from'])
    .where('practiceId', '=', trx.practiceId)
    .orderBy('version')
    .execute()
  return rows.map(({ policy, ...row }) => ({ ...row, policy: policy as Policy }))
}

export async function insertPolicy(trx: PracticeTrx, version: number, policy: Policy): Promise<void> {
  await trx
    .insertInto('enforcementPolicies')
    .values({ practiceId: trx.practiceId, version, policy: JSON.stringify(policy), createdAt: trx.now })
    .execute()
}
