import type { PracticeTrx } from '../../infra/db/scope.ts'
import { listPolicies } from '../enforcement-policy/policy.service.ts'
import { type Policy, policyAt } from '../enforcement-policy/policy.rules.ts'
import { isBehindAt, type LedgerPeriod, listLedger } from '../periods/ledger.service.ts'
import { listSteps } from './escalations.repository.ts'
import type { LadderFacts, PaceFact } from './ladder.rules.ts'
import { instantOf } from './replay.rules.ts'

/** What a verdict rests on, with what letters need besides. */
export interface ClientFacts extends LadderFacts {
  ledger: LedgerPeriod[]
  /** The policy in force. */
  policy: Policy
}

/** Everything that a verdict on a client rests on, as it stands now. */
export async function gatherFacts(trx: PracticeTrx, clientId: string): Promise<ClientFacts> {
  const versions = await listPolicies(trx)
  const { policy } = policyAt(versions, trx.now)
  const ledger = await listLedger(trx, clientId)
  const steps = await listSteps(trx, clientId)
  const running = ledger.filter(
    ({ status, startsAt, endsAt }) => status === 'open' && startsAt <= trx.now && trx.now < endsAt,
  )
  return { versions, policy, ledger, steps, paces: await readPaces(trx, running, policy), now: trx.now }
}

/** The pace of periods at those instants of them that the policy asks about and that have come. */
export async function readPaces(
  trx: PracticeTrx,
  periods: Pick<LedgerPeriod, 'periodId' | 'startsAt' | 'endsAt'>[],
  policy: Policy,
): Promise<PaceFact[]> {
  const paces: PaceFact[] = []
  for (const period of periods) {
    for (const atFraction of fractionsOf(policy)) {
      const at = instantOf(period, atFraction)
      if (at > trx.now) continue
      paces.push({ periodId: period.periodId, atFraction, behind: await isBehindAt(trx, period.periodId, at) })
    }
  }
  return paces
}

/** How much of a period is over when its pace is looked at. */
export const fractionsOf = ({ steps }: Policy): number[] =>
  steps.flatMap(({ trigger }) => (trigger.kind === 'behind_pace' ? [trigger.atFraction] : []))
