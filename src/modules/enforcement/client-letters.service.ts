import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import type { Action } from '../enforcement-policy/policy.rules.ts'
import { getLatestOfKind, type NewMessage, queueMessage } from '../messages/messages.service.ts'
import { listToCallFirst } from '../suggestions/call-first.service.ts'
import type { LadderFacts as LetterFacts, LadderKind } from '../templates/ladder-facts.rules.ts'
import { letterFor } from '../templates/letters.service.ts'
import type { Escalation } from './escalations.repository.ts'
import { getCoachOf } from '../members/members.service.ts'
import type { LedgerPeriod } from '../periods/ledger.service.ts'
import { letterFacts } from './letter-facts.service.ts'
import type { Notice } from './notices.repository.ts'
import type { LadderContext } from './planning.service.ts'

/**
 * Mails a client what there is to say about a step, in the coach's name; replies go to the coach. Returns the message.
 *
 * @param periodIds what to write about, where it is not all that brought the step about
 */
export async function mailNotice(
  trx: PracticeTrx,
  context: LadderContext,
  { notice, escalation, periodIds }: { notice: Notice; escalation: Escalation; periodIds: string[] },
): Promise<string> {
  const { client } = context
  const kind: LadderKind = isOwn(notice) ? (escalation.template as LadderKind) : notice.kind
  const facts = await factsOf(trx, context, { notice, escalation, periodIds })
  const rendered = await letterFor(trx, kind, facts, { seed: escalation.id, locale: client.locale })
  const about = { kind: 'escalation_notice', id: notice.id }
  const giveUpAt = await triedUntil(trx, notice)
  const letter: NewMessage = { ...rendered, ...(await inTheCoachsName(trx, context)), kind: notice.kind, about }
  return queueMessage(trx, { ...letter, ...(giveUpAt ? { giveUpAt } : {}) })
}

/** What is written anew is tried for so long at least, since a server that is back may put it off. */
const triedAtLeastMs = 3 * 3_600_000

/**
 * Until when a mail that was written before, and did not leave, is tried: as long as the first would have been, so that
 * whoever must talk to the client instead hears of it within a day. Undefined for one that is written for the first time.
 */
async function triedUntil(trx: PracticeTrx, { id, clientId, kind }: Notice): Promise<Date | undefined> {
  const earlier = await getLatestOfKind(trx, clientId, kind)
  if (earlier?.subjectId !== id || earlier.status !== 'cancelled') return undefined
  const atLeast = addMilliseconds(trx.now, triedAtLeastMs)
  return earlier.giveUpAt > atLeast ? earlier.giveUpAt : atLeast
}

/** How a letter to a client goes out: it is from their coach, who gets the answers, by way of the logging address where there is one. */
export async function inTheCoachsName(
  trx: PracticeTrx,
  { client, office }: Pick<LadderContext, 'client' | 'office'>,
): Promise<Pick<NewMessage, 'lane' | 'clientId' | 'from' | 'to' | 'replyTo'>> {
  const coach = await getCoachOf(trx, client)
  return {
    lane: 'transactional',
    clientId: client.id,
    from: { name: coach.name, address: office.mailFrom },
    to: { name: client.name, address: client.email },
    replyTo: office.answersTo(client.id, coach),
  }
}

/** Whether a notice is the step itself, and not what became of it. A suspension that was proposed has a letter of its own. */
export const isOwn = ({ kind }: Pick<Notice, 'kind'>): boolean =>
  kind === 'reminder' || kind === 'nudge' || kind === 'warning'

async function factsOf(
  trx: PracticeTrx,
  context: LadderContext,
  { notice, escalation, periodIds }: { notice: Notice; escalation: Escalation; periodIds: string[] },
): Promise<LetterFacts> {
  const { client, facts, office } = context
  const shared = await letterFacts(trx, context, periodIds)
  const byHand = escalation.takenBy === 'hand'
  const { reason } = escalation
  const own = { holderId: client.id, subjectId: client.id }
  const logLink = office.linkTo(trx, 'log_interaction', own)
  switch (notice.kind) {
    case 'warning': {
      // The latest: the ladder rests on it most.
      const disputed = facts.ledger.findLast(
        ({ periodId, status }) => periodIds.includes(periodId) && status === 'missed',
      )
      const actionLink =
        disputed && office.linkTo(trx, 'dispute_verdict', { holderId: client.id, subjectId: disputed.periodId })
      return { ...shared, byHand, reason, logLink, ...(actionLink ? { actionLink } : {}) }
    }
    case 'suspended': {
      const takesEffectOn = dayOf(escalation.takenAt ?? trx.now, client.timeZone)
      return { ...shared, byHand, reason, takesEffectOn, ...(shared.makesUp ? { logLink } : {}) }
    }
    case 'reinstated': {
      const makesUp = escalation.outcome === 'made_up'
      const takesEffectOn = dayOf(escalation.endedAt ?? trx.now, client.timeZone)
      const running = facts.ledger.filter(({ status, endsAt }) => status === 'open' && endsAt > trx.now)
      const { accounts } = await letterFacts(trx, context, running.map(({ periodId }) => periodId)) // prettier-ignore
      return { ...shared, accounts, makesUp, reason: escalation.endedBecause, takesEffectOn }
    }
    case 'retraction': {
      const ended = facts.ledger.filter(({ status }) => status === 'missed' || status === 'open')
      const stillSo = new Set(ended.map(({ periodId }) => periodId))
      const changed = await letterFacts(trx, context, periodIds.filter((id) => !stillSo.has(id))) // prettier-ignore
      const kinds = new Set(
        facts.ledger.flatMap(({ periodId, period }) => (periodIds.includes(periodId) ? period : [])),
      )
      return { ...changed, what: takenBack(escalation.action, [...kinds]) }
    }
    case 'reminder':
      return { ...shared, reason: byHand ? reason : null, people: await namesToCall(trx, client.id), logLink }
    case 'nudge':
      return { ...shared, reason: byHand ? reason : null, logLink, breakLink: office.linkTo(trx, 'declare_break', own) }
  }
}

function takenBack(action: Action, kinds: LedgerPeriod['period'][]): string {
  const [kind] = kinds
  const missed = kinds.length === 1 && (kind === 'week' || kind === 'month') ? `a missed ${kind}` : 'what was missed'
  const words: Record<Action, string> = {
    remind: 'My reminder',
    nudge: `What I wrote about ${missed}`,
    warn: 'My warning',
    propose_suspension: 'Pausing our work',
    suspend: 'Pausing our work',
  }
  return words[action]
}

const namesToCall = async (trx: PracticeTrx, clientId: string): Promise<string[]> =>
  (await listToCallFirst(trx, clientId, 2)).map(({ name }) => name)
