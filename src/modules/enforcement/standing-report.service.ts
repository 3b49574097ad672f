import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { metInARow, missedInARow, stepOf } from './climbing.rules.ts'
import { currentPolicy } from '../enforcement-policy/policy.service.ts'
import { listSteps } from './escalations.repository.ts'
import { gatherFacts } from './facts.service.ts'
import { verdictOn } from './ladder.rules.ts'
import { endingFirst } from './letter-facts.service.ts'
import { nextStepWords } from './next-step.rules.ts'
import { findStanding } from './standings.repository.ts'
import { isSuspension, shownToClients } from './standing.rules.ts'
import { whatReinstates } from './reinstating.rules.ts'

/** What ends the suspension of the client whose session this is. */
export async function readWhatReinstates(trx: PracticeTrx): Promise<string> {
  const suspension = (await listSteps(trx, trx.clientId!)).find(isSuspension)
  return whatReinstates((await currentPolicy(trx)).policy, suspension)
}

const weeksShown = 12

/** Where a client stands on the ladder, how they got there and what comes next. Clients are not shown what is only proposed. @throws 404 */
export async function readStanding(trx: PracticeTrx, clientId: string) {
  const client = await getClient(trx, clientId)
  const facts = await gatherFacts(trx, clientId)
  const { standing, climb, weeks, frozen } = verdictOn(facts)
  const { since } = (await findStanding(trx, clientId)) ?? { since: client.createdAt }
  const suspension = facts.steps.find(isSuspension)
  const ifMissed = { startsOn: '', status: 'missed', endsAt: trx.now, decidedAt: undefined, missed: [] } as const
  const ending = endingFirst(facts)?.period
  const isOver = standing === 'suspended' || ending === undefined
  return {
    ...(trx.actor.kind === 'client' ? shownToClients({ standing, since }, facts.steps) : { standing, since }),
    frozen,
    missedInARow: missedInARow(climb.since),
    metInARow: metInARow(climb.since),
    recoverAfterMetWeeks: facts.policy.recoverAfterMetWeeks,
    nextAction: isOver ? null : (stepOf(facts.policy, [...climb.since, { ...ifMissed, missed: [] }])?.action ?? null),
    nextStep: isOver ? null : (nextStepWords({ ...facts, judged: climb.since, ending }) ?? null),
    suspension: suspension
      ? {
          escalationId: suspension.id,
          since: suspension.takenAt,
          whatReinstates: whatReinstates(facts.policy, suspension),
        }
      : null,
    weeks: weeks.slice(-weeksShown).map(({ startsOn, status }) => ({ startsOn, status })),
  }
}
