import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import type { Policy } from '../enforcement-policy/policy.rules.ts'
import { requireSound } from '../enforcement-policy/policy.service.ts'
import { listLedger, listNewBeginnings, measureCourses } from '../periods/ledger.service.ts'
import { daysOffOf } from '../periods/periods.service.ts'
import { readPaces } from './facts.service.ts'
import { type Replay, replay } from './replay.rules.ts'
import { type SimulatedClient, listSimulatedClients } from './simulating.repository.ts'

const weeks = 12
const weekMs = 7 * 24 * 3_600_000

export interface Simulation {
  from: Date
  to: Date
  clients: (Replay & { clientId: string; clientName: string })[]
}

/**
 * What a policy would have done in the last twelve weeks with the ledgers as they are: as if every mail had arrived and
 * nobody had held, confirmed or declined anything. Writes nothing.
 *
 * @throws 404 for a client who is not there, 422 for a ladder that cannot work
 */
export async function simulatePolicy(
  trx: PracticeTrx,
  { policy, clientId }: { policy: Policy; clientId?: string | undefined },
): Promise<Simulation> {
  if (clientId) await getClient(trx, clientId)
  requireSound(policy)
  const from = addMilliseconds(trx.now, -weeks * weekMs)
  const clients: Simulation['clients'] = []
  for (const client of await listSimulatedClients(trx, clientId)) {
    const would = await simulateClient(trx, client, policy, from)
    clients.push({ clientId: client.id, clientName: client.name, ...would })
  }
  return { from, to: trx.now, clients }
}

async function simulateClient(
  trx: PracticeTrx,
  { id, timeZone }: SimulatedClient,
  policy: Policy,
  from: Date,
): Promise<Replay> {
  const ledger = (await listLedger(trx, id)).filter(({ endsAt }) => endsAt > from)
  return replay({
    policy,
    ledger: ledger.map((period) => ({ ...period, disputed: false })),
    paces: await readPaces(trx, id, ledger.filter(({ status }) => status !== 'void'), policy), // prettier-ignore
    timeZone,
    newBeginnings: await listNewBeginnings(trx, id),
    daysOff: await daysOffOf(trx, id, dayOf(from, timeZone)),
    measures: endsByItself(policy) ? await measureCourses(trx, ledger) : [],
    until: trx.now,
  })
}

/** Whether a suspension can begin and end with nobody deciding. */
const endsByItself = ({ makingUpReinstates, steps }: Policy): boolean =>
  makingUpReinstates && steps.some(({ action }) => action === 'suspend')
