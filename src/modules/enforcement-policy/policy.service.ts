import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { getPractice, getPracticeLocked } from '../practices/practices.service.ts'
import { holidaysChanged } from './policy.jobs.ts'
import { ladderCannotWork } from './policy.problems.ts'
import { insertPolicy, listWritten } from './policy.repository.ts'
import { defaultPolicy, type Policy, policyAt, type PolicyVersion } from './policy.rules.ts'
import { flawsOf } from './soundness.rules.ts'

/** Every policy that this practice has had, in the order in which they came into force; the first is the usual one. */
export async function listPolicies(trx: PracticeTrx): Promise<PolicyVersion[]> {
  const { createdAt } = await getPractice(trx)
  return [{ version: 1, policy: defaultPolicy, from: createdAt }, ...(await listWritten(trx))]
}

/** The policy in force now. */
export const currentPolicy = async (trx: PracticeTrx): Promise<PolicyVersion> =>
  policyAt(await listPolicies(trx), trx.now)

/** As `currentPolicy`, and nobody else changes it until the transaction ends. */
export async function currentPolicyLocked(trx: PracticeTrx): Promise<PolicyVersion> {
  await getPracticeLocked(trx)
  return currentPolicy(trx)
}

/** Puts a ladder in force from now on; steps that were taken keep the version they were taken under. @throws 422 */
export async function writePolicy(trx: PracticeTrx, policy: Policy): Promise<PolicyVersion> {
  requireSound(policy)
  const { version, policy: before } = (await listPolicies(trx)).at(-1)!
  await insertPolicy(trx, version + 1, policy)
  if (before.holidays.toSorted().join() !== policy.holidays.toSorted().join()) {
    await schedule(trx, { kind: holidaysChanged, subjectId: trx.practiceId, dueAt: trx.now })
  }
  await recordEvent(trx, {
    kind: 'enforcement_policy.written',
    subjectId: trx.practiceId,
    payload: { version: version + 1 },
  })
  return currentPolicy(trx)
}

/** @throws 422 with every reason why a ladder cannot work */
export function requireSound(policy: Policy): void {
  const errors = flawsOf(policy)
  if (errors.length > 0) throw ladderCannotWork(errors[0]!.detail, { errors })
}
