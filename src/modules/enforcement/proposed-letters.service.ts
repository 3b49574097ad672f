import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import type { Commitment } from '../commitments/commitments.repository.ts'
import { getClient } from '../clients/clients.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { askFor, type Target } from '../periods/asking.rules.ts'
import { type Span, spanOn } from '../periods/span.rules.ts'
import { targetWords } from '../periods/target-words.rules.ts'
import { letterFor } from '../templates/letters.service.ts'
import { inTheCoachsName } from './client-letters.service.ts'
import { gatherFacts } from './facts.service.ts'
import { verdictOn } from './ladder.rules.ts'
import { letterFacts } from './letter-facts.service.ts'
import { nextStepWords, nothingFollows } from './next-step.rules.ts'
import type { Office } from '../links/office.service.ts'

/**
 * Mails clients what their coach proposes to them, each with a link by which they accept it. Who was put away is not
 * written to.
 */
export async function mailProposedCommitments(trx: PracticeTrx, office: Office, proposed: Commitment[]): Promise<void> {
  for (const commitment of proposed) await mailProposed(trx, office, commitment)
}

async function mailProposed(trx: PracticeTrx, office: Office, commitment: Commitment): Promise<void> {
  const { id, clientId, title, period, targets, endsOn } = commitment
  const client = await getClient(trx, clientId)
  if (client.status === 'archived') return
  const today = dayOf(trx.now, client.timeZone)
  // Nothing before the day on which they accept counts.
  const startsOn = commitment.startsOn > today ? commitment.startsOn : today
  const first = spanOn(startsOn, client.timeZone, commitment)
  // What ended before anybody could agree is a record, and nothing to ask for.
  if (!first) return
  const facts = await gatherFacts(trx, clientId)
  const verdict = verdictOn(facts)
  const shared = await letterFacts(trx, { client, facts, verdict }, [])
  const counts = period !== 'day' || facts.policy.daysCount
  const next = { ...facts, judged: verdict.climb.since, ending: period, isProposed: true }
  const missing = targets.map((target) => targetWords(target))
  const share = first.days < first.wholeDays ? shareWords(targets, first) : []
  const letter = await letterFor(
    trx,
    'commitment_proposed',
    {
      ...shared,
      accounts: [{ title, period, startsOn, lastDay: first.plannedEndsOn, done: [], missing, share }],
      nextStep: counts ? nextStepWords(next) : nothingFollows,
      startsOn,
      endsOn,
      actionLink: office.linkTo(trx, 'accept_commitment', { holderId: clientId, subjectId: id }),
    },
    { seed: id, locale: client.locale },
  )
  const kind = 'commitment_proposed'
  await queueMessage(trx, {
    ...letter,
    ...(await inTheCoachsName(trx, { client, office })),
    kind,
    about: { kind: 'commitment', id },
  })
}

/** What the days of a short period ask. */
const shareWords = (targets: Target[], span: Span): string[] =>
  askFor(targets, span).flatMap((target) => (target.expected > 0 ? targetWords(target, target.expected) : []))
