import type { PracticeTrx } from '../../infra/db/scope.ts'
import { listPolicies } from '../enforcement-policy/policy.service.ts'
import { type Policy, policyAt } from '../enforcement-policy/policy.rules.ts'
import { type LedgerPeriod, listLedger, listNewBeginnings, whichAreBehind } from '../periods/ledger.service.ts'
import { listSteps } from './escalations.repository.ts'
import type { LadderFacts, PaceFact } from './due-steps.rules.ts'
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
  const paces = await readPaces(trx, clientId, running, policy)
  const newBeginnings = await listNewBeginnings(trx, clientId)
  return { versions, policy, ledger, steps, paces, newBeginnings, now: trx.now }
}

/** The pace of a client's periods at those instants of them that the policy asks about and that have come. */
export async function readPaces(
  trx: PracticeTrx,
  clientId: string,
  periods: Pick<LedgerPeriod, 'periodId' | 'startsAt' | 'endsAt'>[],
  policy: Policy,
): Promise<PaceFact[]> {
  const looks = periods
    .flatMap((period) =>
      fractionsOf(policy).map((atFraction) => ({
        periodId: period.periodId,
        atFraction,
        at: instantOf(period, atFraction),
      })),
    )
    .filter(({ at }) => at <= trx.now)
  const behind = await whichAreBehind(trx, clientId, looks)
  return looks.map(({ periodId, atFraction }, index) => ({ periodId, atFraction, behind: behind[index]! }))
}

/** How much of a period is over when its pace is looked at. */
export const fractionsOf = ({ steps }: Policy): number[] =>
  steps.flatMap(({ trigger }) => (trigger.kind === 'behind_pace' ? [trigger.atFraction] : []))
