import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { isLedgerBehind, type LedgerPeriod, whichAreBehind } from '../periods/ledger.service.ts'
import { mailNotice } from './client-letters.service.ts'
import { periodsOf } from './coach-letters.service.ts'
import { type Escalation, findEscalation, updateEscalation } from './escalations.repository.ts'
import { gatherFacts } from './facts.service.ts'
import { headsUpHolds } from './heads-up.service.ts'
import { verdictOn } from './ladder.rules.ts'
import { findNotice, type Notice, updateNotice } from './notices.repository.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import type { Office } from '../links/office.service.ts'
import { type LadderContext, setAside } from './planning.service.ts'
import { isCoached, reviewLadder } from './reviewing.service.ts'
import { putOnAgenda, slotFor } from './slots.service.ts'

/**
 * Sends a notice that is due, if it still holds: a step whose cause is gone, or that came too late for its reader to do
 * anything, is not taken; one that may not go out yet waits for its slot; nothing goes out while a dispute is undecided.
 */
export async function sendDueNotice(trx: PracticeTrx, office: Office, id: string): Promise<void> {
  const found = await findNotice(trx, id)
  if (!found) return
  const client = await getClientLocked(trx, found.clientId)
  const notice = (await findNotice(trx, id))!
  // Once all is judged that is due, what is planned is looked at again.
  if (notice.status !== 'planned' || (await isLedgerBehind(trx, client.id))) return
  const escalation = (await findEscalation(trx, notice.escalationId))!
  const facts = await gatherFacts(trx, client.id)
  const verdict = verdictOn(facts)
  const context = { office, client, facts, verdict }
  const periodIds = await stillToSay(trx, context, escalation, notice)
  if (!periodIds) return
  const isAnnounced = notice.kind === 'warning' && escalation.takenBy === 'ladder' && escalation.status === 'planned'
  const holdsUntil = isAnnounced ? await headsUpHolds(trx, context, escalation.id) : undefined
  const from = holdsUntil && holdsUntil > trx.now ? holdsUntil : trx.now
  const slot = await slotFor(trx, client, from, notice.kind)
  if (slot > trx.now) {
    if (escalation.status === 'planned') await updateEscalation(trx, escalation.id, { dueAt: slot })
    return putOnAgenda(trx, notice, slot)
  }
  const messageId = await mailNotice(trx, context, { notice, escalation, periodIds })
  await updateNotice(trx, id, { status: 'queued', queuedAt: trx.now, messageId })
  if (escalation.status === 'planned') await take(trx, escalation)
  await reviewLadder(trx, office, client.id)
}

async function take(trx: PracticeTrx, { id, clientId, action }: Escalation): Promise<void> {
  await updateEscalation(trx, id, { status: 'taken', takenAt: trx.now })
  await finishTasks(trx, { subjectId: id, status: 'cancelled' })
  await recordEvent(trx, { kind: 'escalation.taken', subjectId: id, clientId, payload: { action } })
}

/** The periods that a notice is still to be about; undefined when it is not to be sent, or not now. */
async function stillToSay(
  trx: PracticeTrx,
  { client, facts, verdict }: LadderContext,
  escalation: Escalation,
  notice: Notice,
): Promise<string[] | undefined> {
  const periodIds = periodsOf(escalation)
  if (escalation.status !== 'planned') return periodIds
  if (verdict.frozen) return undefined
  if (
    !mayBeTaken(client, notice) ||
    verdict.gone.some(({ id }) => id === escalation.id) ||
    isBygone(facts, escalation)
  ) {
    await setAside(trx, escalation.id, 'cause_gone')
    return undefined
  }
  if (escalation.takenBy === 'hand') return stillMissing(trx, escalation, facts.ledger)
  if (!isAboutPace(escalation)) return periodIds
  const behind = await stillBehind(trx, client.id, facts.ledger, periodIds)
  if (behind.length > 0) return behind
  await setAside(trx, escalation.id, 'caught_up')
  return undefined
}

/** What a step by hand is still about. A warning stands by what its coach says in it; all else goes when nothing of it holds. */
async function stillMissing(
  trx: PracticeTrx,
  escalation: Escalation,
  ledger: LedgerPeriod[],
): Promise<string[] | undefined> {
  const periodIds = periodsOf(escalation)
  const isMissing = ({ status }: LedgerPeriod) => status === 'missed' || status === 'open'
  const missing = ledger.filter((one) => isMissing(one) && periodIds.includes(one.periodId))
  const saysEnough = escalation.action === 'warn' && escalation.reason !== null
  if (missing.length > 0 || saysEnough) return missing.map(({ periodId }) => periodId)
  await setAside(trx, escalation.id, 'cause_gone')
  return undefined
}

/** Whether a step was meant for what has ended since: nothing of it weighs any more. */
const isBygone = ({ newBeginnings }: LadderContext['facts'], { createdAt }: Escalation): boolean =>
  newBeginnings.some((at) => createdAt < at)

/** Who is suspended is reminded of nothing. */
export const mayBeTaken = (client: Pick<Client, 'status'>, { kind }: Pick<Notice, 'kind'>): boolean =>
  isCoached(client) && (client.status !== 'suspended' || kind === 'suspended')

/** Whether a step is about what runs, and nothing once that is done. */
export const isAboutPace = ({ week, takenBy }: Pick<Escalation, 'week' | 'takenBy'>): boolean =>
  week === null && takenBy === 'ladder'

/** Which of these periods run and are behind their pace now. */
export async function stillBehind(
  trx: PracticeTrx,
  clientId: string,
  ledger: LedgerPeriod[],
  periodIds: string[],
): Promise<string[]> {
  const running = ledger
    .filter(({ periodId, status, endsAt }) => periodIds.includes(periodId) && status === 'open' && endsAt > trx.now)
    .map(({ periodId }) => ({ periodId, at: trx.now }))
  const behind = await whichAreBehind(trx, clientId, running)
  return running.flatMap(({ periodId }, index) => (behind[index] ? periodId : []))
}
