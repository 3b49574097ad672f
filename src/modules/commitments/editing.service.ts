import { invalid, invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { recordEvent } from '../events/events.service.ts'
import { askOfRunningPeriods, endRunningPeriodsOn } from '../periods/periods.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { commitmentEnded, onlyMoreOfOneself } from './commitments.problems.ts'
import { type Commitment, updateCommitment } from './commitments.repository.ts'
import { findMistakes, isTighter } from './commitments.rules.ts'
import type { UpdateCommitmentBody } from './commitments.schemas.ts'
import { getCommitment } from './commitments.service.ts'

/**
 * Changes a commitment that was read with `getCommitmentLocked`. What it asks changes with the next period; asking for
 * more holds at once if the client agrees. Clients themselves may only ask more of themselves.
 *
 * @throws 403 for a client who changes anything else, 409 when it has ended, 422 for days out of order
 */
export async function editCommitment(
  trx: PracticeTrx,
  before: Commitment,
  changes: UpdateCommitmentBody,
): Promise<Commitment> {
  if (before.status === 'ended') throw commitmentEnded('Propose a new one.')
  const { agreement, targets, ...values } = changes
  const tightens = targets !== undefined && isTighter(targets, before.targets)
  const byClient = trx.actor.kind === 'client'
  if (byClient && (!tightens || Object.keys(values).length > 0)) {
    throw onlyMoreOfOneself('Ask your coach to change anything else.')
  }
  await checkDraft(trx, before, changes)
  await updateCommitment(trx, before.id, { ...values, ...(targets && { targets: JSON.stringify(targets) }) })
  const atOnce = tightens && (byClient || agreement !== undefined)
  await recordEvent(trx, {
    kind: 'commitment.updated',
    subjectId: before.id,
    clientId: before.clientId,
    payload: { changed: Object.keys(changes), ...(targets && { targets, atOnce }), ...(agreement && { agreement }) },
  })
  const after = await getCommitment(trx, before.id)
  if (after.status === 'active') {
    if (after.endsOn !== before.endsOn) await endRunningPeriodsOn(trx, after)
    if (atOnce) await askOfRunningPeriods(trx, after)
  }
  return after
}

async function checkDraft(trx: PracticeTrx, before: Commitment, changes: UpdateCommitmentBody): Promise<void> {
  const { startsOn = before.startsOn, endsOn = before.endsOn, targets = before.targets } = changes
  // The search it was proposed for is not what changes.
  const search = { id: before.searchId ?? '', clientId: before.clientId, status: 'active' }
  const errors = findMistakes({ ...before, startsOn, endsOn, targets }, [search], '')
  if (before.period === 'once' && endsOn === null)
    errors.push({ pointer: '/endsOn', detail: 'is needed: it has one period, which ends then' })
  if (errors.length > 0) throw invalid('Some values cannot be accepted.', { errors })
  if (before.status === 'proposed') return
  if (changes.startsOn !== undefined) throw invalidField('/startsOn', 'can be changed only while it is proposed')
  const today = dayOf(trx.now, (await getClient(trx, before.clientId)).timeZone)
  if (changes.endsOn && changes.endsOn < today) {
    throw invalidField('/endsOn', `must not lie in the past; today is ${today} for the client`)
  }
}
