import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { getCoachOf } from '../members/members.service.ts'
import type { Client } from '../clients/clients.repository.ts'
import { describePeriods, type LedgerPeriod } from '../periods/ledger.service.ts'
import type { AccountFact, LadderFacts as LetterFacts } from '../templates/ladder-facts.rules.ts'
import { nextStepWords, nothingFollows, recoveryWords } from './next-step.rules.ts'
import type { Policy } from '../enforcement-policy/policy.rules.ts'
import { type ClientFacts, gatherFacts } from './facts.service.ts'
import { verdictOn } from './ladder.rules.ts'
import type { LadderContext } from './planning.service.ts'

/** What every letter of the ladder can say, about these periods. Days are those of the client. */
export async function letterFacts(
  trx: PracticeTrx,
  { client, facts, verdict }: Pick<LadderContext, 'client' | 'facts' | 'verdict'>,
  periodIds: string[],
): Promise<LetterFacts> {
  const { policy, ledger } = facts
  const about = ledger.filter(({ periodId }) => periodIds.includes(periodId))
  const ending = endingFirst(facts)
  const isGentle = about.length > 0 && !about.some((period) => counts(period, policy))
  const lateDays = about.map((period) => addDays(lastDayOf(period), policy.lateWindowDays)).toSorted()
  const today = dayOf(trx.now, client.timeZone)
  return {
    clientFirstName: firstName(client.name) ?? client.name,
    clientName: client.name,
    coachName: (await getCoachOf(trx, client)).name,
    writtenOn: today,
    accounts: await accountsOf(trx, about),
    nextStep: isGentle
      ? nothingFollows
      : nextStepWords({ policy, judged: verdict.climb.since, steps: facts.steps, ending: ending?.period }),
    nextEndsOn: isGentle || !ending ? undefined : lastDayOf(ending),
    logUntil: lateDays.find((day) => day > today),
    recovery: isGentle ? undefined : recoveryWords({ policy, ending: ending?.period }),
    makesUp: policy.makingUpReinstates && periodIds.length > 0,
  }
}

/** Whether a missed period brings anything about on the ladder. */
const counts = ({ gentle, period }: LedgerPeriod, { daysCount }: Policy): boolean =>
  !gentle && (period !== 'day' || daysCount)

/** What is judged next, of what counts: the period that ends first. */
export const endingFirst = ({ ledger, policy, now }: Pick<ClientFacts, 'ledger' | 'policy' | 'now'>) =>
  ledger.find((period) => period.status === 'open' && period.endsAt > now && counts(period, policy))
/** As `letterFacts`, about the periods of a client that ended last: to try a letter with. */
export async function lastAccounts(trx: PracticeTrx, client: Client): Promise<LetterFacts> {
  const facts = await gatherFacts(trx, client.id)
  const ended = facts.ledger.filter(({ endsAt }) => endsAt <= trx.now)
  const shown = ended.length > 0 ? ended.slice(-2) : facts.ledger.slice(-1)
  return letterFacts(trx, { client, facts, verdict: verdictOn(facts) }, shown.map(({ periodId }) => periodId)) // prettier-ignore
}

async function accountsOf(trx: PracticeTrx, periods: LedgerPeriod[]): Promise<AccountFact[]> {
  const accounts = await describePeriods(trx, periods.map(({ periodId }) => periodId)) // prettier-ignore
  return periods.flatMap((period) => {
    const account = accounts.get(period.periodId)
    if (!account) return []
    return [
      {
        title: account.title,
        period: period.period,
        startsOn: dayOf(period.startsAt, period.timeZone),
        lastDay: lastDayOf(period),
        done: account.done,
        missing: account.stillNeeded,
        ...(account.days < account.wholeDays && { daysAsked: account.days }),
      },
    ]
  })
}

const lastDayOf = ({ endsAt, timeZone }: LedgerPeriod): string => dayOf(addMilliseconds(endsAt, -1), timeZone)
