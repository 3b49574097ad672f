import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { withoutTokens } from '../links/token-marks.rules.ts'
import { getLetter, queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import type { LadderKind, LadderFacts as LetterFacts } from '../templates/ladder-facts.rules.ts'
import { momentInWords } from '../templates/calendar-words.rules.ts'
import { letterFor } from '../templates/letters.service.ts'
import { type Escalation, listSteps } from './escalations.repository.ts'
import { getCoachOf } from '../members/members.service.ts'
import { endingFirst, letterFacts } from './letter-facts.service.ts'
import { nextStepForCoach } from './next-step.rules.ts'
import type { LadderContext } from './planning.service.ts'

/** The kind of the mail that tells a coach of a warning. */
export const headsUp = 'warning_heads_up'

/** Tells a coach of a warning before it goes out, with a link to hold it. */
export async function mailHeadsUp(trx: PracticeTrx, context: LadderContext, escalation: Escalation): Promise<void> {
  const { client, office, facts, verdict } = context
  const shared = await letterFacts(trx, context, periodsOf(escalation))
  const warned = await listSteps(trx, client.id)
  const next = { ...facts, steps: warned, judged: verdict.climb.since, ending: endingFirst(facts)?.period }
  const { userId } = await getCoachOf(trx, client)
  const latest = periodsOf(escalation).at(-1)
  await mailCoach(trx, context, escalation, headsUp, {
    ...shared,
    nextStep: nextStepForCoach(next),
    goesOut: `${momentInWords(escalation.dueAt, client.timeZone)} (${client.timeZone})`,
    actionLink: office.linkTo(trx, 'hold_step', { holderId: userId, subjectId: escalation.id }),
    excuseLink: latest && office.linkTo(trx, 'excuse_period', { holderId: userId, subjectId: latest }),
  })
}

/** Asks a coach to decide on a suspension. */
export async function mailProposal(trx: PracticeTrx, context: LadderContext, escalation: Escalation): Promise<void> {
  const facts = await letterFacts(trx, context, periodsOf(escalation))
  const { userId } = await getCoachOf(trx, context.client)
  const actionLink = context.office.linkTo(trx, 'decide_suspension', { holderId: userId, subjectId: escalation.id })
  await mailCoach(trx, context, escalation, 'suspension_proposed', { ...facts, actionLink })
}

/** The coach's copy of what has reached their client, word by word; but its links are the client's own. */
export async function mailCopy(trx: PracticeTrx, clientId: string, messageId: string): Promise<void> {
  const client = await getClient(trx, clientId)
  const coach = await getCoachOf(trx, client)
  const letter = await getLetter(trx, messageId)
  await queueMessage(trx, {
    kind: `${letter.kind}_copy`,
    lane: 'transactional',
    clientId,
    userId: coach.userId,
    from: { name: letter.fromName, address: letter.fromAddress },
    to: { name: coach.name, address: coach.email },
    subject: letter.subject,
    text: `For you to know: this went to ${client.name} in your name.\n\n${withoutTokens(letter.textBody)}`,
  })
}

/** The periods that brought a step about. */
export const periodsOf = ({ cause }: Pick<Escalation, 'cause'>): string[] => cause.map(({ periodId }) => periodId)

async function mailCoach(
  trx: PracticeTrx,
  { client, office }: LadderContext,
  { id }: Escalation,
  kind: LadderKind,
  facts: LetterFacts,
): Promise<void> {
  const coach = await getCoachOf(trx, client)
  const forCoach = { ...facts, coachName: firstName(coach.name) ?? coach.name }
  const letter = await letterFor(trx, kind, forCoach, { seed: id, locale: client.locale })
  const { name: practiceName } = await getPractice(trx)
  await queueMessage(trx, {
    ...letter,
    kind,
    about: { kind: 'escalation', id, again: true },
    lane: 'transactional',
    clientId: client.id,
    userId: coach.userId,
    from: { name: practiceName, address: office.mailFrom },
    to: { name: coach.name, address: coach.email },
  })
}
