import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { isLedgerBehind, type LedgerPeriod } from '../periods/ledger.service.ts'
import { reviewDue } from './enforcement.jobs.ts'
import { sayThatTooLate } from './deliveries.service.ts'
import { fractionsOf, gatherFacts } from './facts.service.ts'
import { type Verdict, verdictOn } from './ladder.rules.ts'
import { putOnAgenda } from './slots.service.ts'
import { listPlannedNotices } from './notices.repository.ts'
import type { Office } from '../links/office.service.ts'
import { bringBack, hold, planStep, setAside } from './planning.service.ts'
import { reinstateIfMadeUp } from './reinstating.service.ts'
import { instantOf } from './replay.rules.ts'
import { keepStanding } from './standing.service.ts'
import { takeBack } from './taking-back.service.ts'
import type { Policy } from '../enforcement-policy/policy.rules.ts'

/**
 * Does what the verdict on a client says, as of now: takes back what has lost its cause, plans what is due, and writes
 * down where they stand. Asked again, it changes nothing more.
 *
 * @throws 404
 */
export async function reviewLadder(trx: PracticeTrx, office: Office, clientId: string): Promise<Verdict> {
  const client = await getClientLocked(trx, clientId)
  const facts = await gatherFacts(trx, clientId)
  if (await reinstateIfMadeUp(trx, clientId, facts)) return reviewLadder(trx, office, clientId)
  const verdict = verdictOn(facts)
  await takeBack(trx, client, verdict.gone)
  for (const step of verdict.superseded) await setAside(trx, step.id, 'superseded')
  for (const step of verdict.overcome) await setAside(trx, step.id, 'overcome')
  for (const step of verdict.tooLate) await sayThatTooLate(trx, client, step)
  for (const step of verdict.unfounded) await hold(trx, step.id, { outcome: 'undelivered' })
  const context = { office, client, facts, verdict }
  for (const step of verdict.back) await bringBack(trx, context, step)
  if (isCoached(client)) {
    for (const due of verdict.due) await planStep(trx, context, due)
    await watchPaces(trx, clientId, facts)
  }
  if (!verdict.frozen) await thaw(trx, client)
  const { standing } = verdictOn({ ...facts, steps: (await gatherFacts(trx, clientId)).steps })
  await keepStanding(trx, client, standing)
  return verdict
}

/**
 * As `reviewLadder`, once everything due of the client's periods has been done: what an outage has left to be judged is
 * looked at together, whoever judges what first.
 */
export async function reviewOnceJudged(trx: PracticeTrx, office: Office, clientId: string): Promise<void> {
  // Who judges tells of it, and then somebody looks again.
  if (!(await isLedgerBehind(trx, clientId))) await reviewLadder(trx, office, clientId)
}

/** Nobody is bothered who is paused or put away; an alumnus still has what they promised at their landing. */
export const isCoached = ({ status }: Pick<Client, 'status'>): boolean => status !== 'paused' && status !== 'archived'

/** Has somebody look when the policy asks for the pace of what is running. */
async function watchPaces(
  trx: PracticeTrx,
  clientId: string,
  { ledger, policy }: { ledger: LedgerPeriod[]; policy: Policy },
): Promise<void> {
  const running = ledger.filter(({ status, endsAt }) => status === 'open' && endsAt > trx.now)
  for (const period of running) {
    for (const fraction of fractionsOf(policy)) {
      const dueAt = instantOf(period, fraction)
      if (dueAt <= trx.now) continue
      const entry = { kind: reviewDue, subjectId: clientId, period: `${period.periodId} ${fraction}` }
      await schedule(trx, { ...entry, clientId, dueAt })
    }
  }
}

/** What fell due while a dispute was undecided, or something was to be judged, goes out now that it is not. */
async function thaw(trx: PracticeTrx, client: Client): Promise<void> {
  for (const notice of await listPlannedNotices(trx, client.id)) {
    if (notice.dueAt <= trx.now) await putOnAgenda(trx, notice, trx.now)
  }
}
