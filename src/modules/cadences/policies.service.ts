import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { getPracticeLocked } from '../practices/practices.service.ts'
import { builtInSteps, type CadencePolicy, emptyPolicy, limitsOf, type Policies } from './cadence.rules.ts'
import { planForAllLater, planLater } from './planning.service.ts'
import {
  findClientPolicy,
  findPracticePolicy,
  findTerms,
  writeClientPolicy,
  writePracticePolicy,
} from './policies.repository.ts'

/** What was written, and what holds by it for whoever is not named. */
export type PolicyReport = Awaited<ReturnType<typeof getPracticeCadencePolicy>>

/** What the practice says of keeping in touch. */
export async function getPracticeCadencePolicy(trx: PracticeTrx) {
  const { policy, updatedAt } = await findPracticePolicy(trx)
  return { ...policy, builtIn: builtInSteps, inForce: limitsOf({ client: emptyPolicy, practice: policy }), updatedAt }
}

/** As `getPracticeCadencePolicy`, and nobody else changes it until the transaction ends. */
export async function getPracticeCadencePolicyLocked(trx: PracticeTrx): Promise<PolicyReport> {
  await getPracticeLocked(trx)
  return getPracticeCadencePolicy(trx)
}

/** Puts another policy in force; all follow-ups of the practice are worked out anew by it, soon. */
export async function writePracticeCadencePolicy(trx: PracticeTrx, policy: CadencePolicy): Promise<PolicyReport> {
  await writePracticePolicy(trx, policy)
  await recordEvent(trx, { kind: 'cadence_policy.written', subjectId: trx.practiceId, payload: { ...policy } })
  await planForAllLater(trx)
  return getPracticeCadencePolicy(trx)
}

/** What is said of one client's network. @throws 404 */
export async function getClientCadencePolicy(trx: PracticeTrx, clientId: string): Promise<PolicyReport> {
  await getClient(trx, clientId)
  const { policy, updatedAt } = await findClientPolicy(trx, clientId)
  const practice = (await findPracticePolicy(trx)).policy
  return { ...policy, builtIn: builtInSteps, inForce: limitsOf({ client: policy, practice }), updatedAt }
}

/** As `getClientCadencePolicy`, and nobody else changes it until the transaction ends. @throws 404 */
export async function getClientCadencePolicyLocked(trx: PracticeTrx, clientId: string): Promise<PolicyReport> {
  await getClientLocked(trx, clientId)
  return getClientCadencePolicy(trx, clientId)
}

/** As `writePracticeCadencePolicy`, for one client. @throws 404 */
export async function writeClientCadencePolicy(
  trx: PracticeTrx,
  clientId: string,
  policy: CadencePolicy,
): Promise<PolicyReport> {
  await getClient(trx, clientId)
  await writeClientPolicy(trx, clientId, policy)
  await recordEvent(trx, { kind: 'cadence_policy.written', subjectId: clientId, clientId, payload: { ...policy } })
  await planLater(trx, clientId)
  return getClientCadencePolicy(trx, clientId)
}

/** The two policies that have a say in a client's follow-ups. @throws 404 */
export async function getPoliciesOf(trx: PracticeTrx, clientId: string): Promise<Policies> {
  const terms = await findTerms(trx, clientId)
  if (!terms) throw notFound()
  return terms.policies
}
