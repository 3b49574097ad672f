import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import type { Member } from '../members/members.repository.ts'
import { describePeriods } from '../periods/ledger.service.ts'
import { progressOf } from '../periods/progress.rules.ts'
import type { CoachDigestFacts } from '../templates/digest-facts.rules.ts'
import {
  listCoverage,
  listDecisions,
  listLandings,
  listRunning,
  listSlipping,
  listWhoKeptWord,
} from './coach-digest.repository.ts'
import type { LinkTo } from './client-digest.service.ts'
import type { History } from './digests.repository.ts'
import { decisionWords, slippingReason } from './reasons.rules.ts'

/** What a coach's digest says. */
export interface CoachDigest {
  facts: CoachDigestFacts
  /** It has nothing to say. */
  isQuiet: boolean
}

const weekMs = 7 * 24 * 60 * 60_000

/** Puts together what a coach's digest says of their own clients as of now. Days are those of `timeZone`, the practice's. */
export async function composeCoachDigest(
  trx: PracticeTrx,
  member: Member,
  { history, timeZone, linkTo }: { history: History; timeZone: string; linkTo: LinkTo },
): Promise<CoachDigest> {
  const since = history.sentAt ?? addMilliseconds(trx.now, -weekMs)
  const today = dayOf(trx.now, timeZone)
  const decisions = (await listDecisions(trx, member.id)).map(({ clientName, since: at, ...one }) => ({
    clientName,
    what: decisionWords(one),
    since: dayOf(at, timeZone),
    decideLink: one.kind === 'suspension' || one.kind === 'held' ? linkTo('decide_suspension', one.subjectId) : null,
  }))
  const slipping = (await listSlipping(trx, member.id, addMilliseconds(trx.now, -4 * weekMs))).map((one) => ({
    clientName: one.clientName,
    reason: slippingReason({
      ...one,
      today,
      sinceOn: dayOf(one.since, timeZone),
      lastTalkOn: one.lastTalkAt && dayOf(one.lastTalkAt, timeZone),
    }),
  }))
  const coverage = (await listCoverage(trx, member.id)).map(({ told, excused, ...one }) => ({
    ...one,
    settled: told + excused,
  }))
  const atRisk = await listAtRisk(trx, member.id)
  const landings = await listLandings(trx, member.id, since)
  const keptWord = await listWhoKeptWord(trx, member.id, since)
  const said = [decisions, slipping, atRisk, coverage, landings, keptWord]
  return {
    facts: {
      coachFirstName: firstName(member.name) ?? member.name,
      writtenOn: today,
      decisions,
      slipping,
      atRisk,
      coverage,
      landings,
      keptWord,
      stopLink: linkTo('stop_coach_digest', member.id),
    },
    isQuiet: said.every(({ length }) => length === 0),
  }
}

/** Clients in good standing who will hardly keep to what they set out to do, and what they have done of it. */
async function listAtRisk(trx: PracticeTrx, memberId: string): Promise<CoachDigestFacts['atRisk']> {
  const running = await listRunning(trx, memberId)
  const accounts = await describePeriods(trx, running.map(({ periodId }) => periodId)) // prettier-ignore
  return running.flatMap(({ periodId, clientName, ...stretch }) => {
    const { targets, done } = accounts.get(periodId)!
    const result = targets.map(({ achieved, target }) => ({ achieved, expected: target }))
    return progressOf(stretch, result, trx.now).pace === 'at_risk' ? [{ clientName, reason: done.join(', ') }] : []
  })
}
