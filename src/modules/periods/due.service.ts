import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds } from '../../infra/time/calendar.ts'
import { scheduleMany, takeTurn } from '../agenda/agenda.service.ts'
import { recordEvents } from '../events/events.service.ts'
import {
  claimDuePeriods,
  type DuePeriod,
  endCommitments,
  findNextDue,
  type GivenVerdict,
  markSucceeded,
  readPresentCommitments,
  writeVerdicts,
} from './due.repository.ts'
import { readFacts } from './facts.repository.ts'
import { judgingTerms } from './judging-terms.service.ts'
import { ledgerChanged, periodsDue } from './periods.jobs.ts'
import { insertPeriods, listDaysOff } from './periods.repository.ts'
import { planPeriod } from './planning.rules.ts'
import { judge } from './rejudging.rules.ts'
import { spansOnce } from './span.rules.ts'

/** What fits into a transaction that nobody has to wait for long. */
const batch = 2000

/**
 * Does what falls due first with a practice's periods, all of one instant: begins the next of those that have ended,
 * judges those whose grace is over, judges again what was logged late. The rest stands on the agenda again, so that a
 * month of it is done in due order, by whomever, and each once: what is done and that it was commit together.
 */
export async function doDuePeriods(trx: PracticeTrx): Promise<void> {
  // One at a time does what falls due in a practice: in due order, whoever is told of what.
  if (!(await takeTurn(trx, 'periods'))) return putDueOnAgenda(trx, [addMilliseconds(trx.now, 1000)])
  const due = await claimDuePeriods(trx, batch)
  const [ended, toJudge] = [due.filter(({ succeeded }) => !succeeded), due.filter(({ succeeded }) => succeeded)]
  if (ended.length > 0) await beginNext(trx, ended)
  if (toJudge.length > 0) await giveVerdicts(trx, toJudge)
  const next = await findNextDue(trx)
  if (next) await putDueOnAgenda(trx, [next])
}

/** Sees to it that somebody comes when something falls due. In a client's session, which sees no more, as their own. */
export const putDueOnAgenda = (trx: PracticeTrx, instants: Date[]): Promise<void> =>
  scheduleMany(
    trx,
    instants.map((dueAt) => ({
      kind: periodsDue,
      subjectId: trx.clientId ?? trx.practiceId,
      clientId: trx.clientId ?? null,
      period: dueAt.toISOString(),
      dueAt,
    })),
  )

/** Tells whoever follows these clients' ledgers, after this transaction. */
export const tellOfLedgers = (trx: PracticeTrx, clientIds: Iterable<string>): Promise<void> =>
  scheduleMany(
    trx,
    [...new Set(clientIds)].map((clientId) => ({ kind: ledgerChanged, subjectId: clientId, clientId, dueAt: trx.now })),
  )

async function beginNext(trx: PracticeTrx, ended: DuePeriod[]): Promise<void> {
  const clientIds = [...new Set(ended.map(({ clientId }) => clientId))]
  const commitments = await readPresentCommitments(trx, ended.map(({ commitmentId }) => commitmentId)) // prettier-ignore
  const terms = await judgingTerms(trx)
  const first = ended.reduce((day, { endsOn }) => (endsOn < day ? endsOn : day), ended[0]!.endsOn)
  const daysOff = Map.groupBy(await listDaysOff(trx, clientIds, first), ({ clientId }) => clientId)
  const holidays = terms.holidays.map((day) => ({ startsOn: day, endsOn: day }))
  const spanAfter = spansOnce()
  const over: DuePeriod[] = []
  const next = ended.flatMap((period) => {
    const commitment = commitments.get(period.commitmentId)!
    const { clientId, timeZone, status } = commitment
    if (status !== 'active') return []
    const span = spanAfter(addDays(period.endsOn, 1), period.endsAt, timeZone, commitment)
    if (!span) {
      over.push(period)
      return []
    }
    const off = [...holidays, ...(daysOff.get(clientId) ?? [])]
    return [planPeriod(commitment, span, { timeZone, daysOff: off, windows: terms })]
  })
  await insertPeriods(trx, next)
  await markSucceeded(trx, ended.map(({ id }) => id)) // prettier-ignore
  if (over.length > 0) await endCommitments(trx, over.map(({ commitmentId }) => commitmentId)) // prettier-ignore
  await recordEvents(
    trx,
    over.map(({ commitmentId, clientId }) => ({
      kind: 'commitment.ended',
      subjectId: commitmentId,
      clientId,
      payload: { because: 'end_date' },
    })),
  )
  await tellOfLedgers(trx, clientIds)
}

async function giveVerdicts(trx: PracticeTrx, due: DuePeriod[]): Promise<void> {
  const facts = await readFacts(trx, due.map(({ id }) => id)) // prettier-ignore
  const judged = due.map((period) => ({ period, ...judge(period, facts.get(period.id)!, trx.now) }))
  const verdicts: GivenVerdict[] = judged.map(({ verdict }) => verdict)
  await writeVerdicts(trx, verdicts)
  const changed = judged.filter(({ event }) => event)
  await recordEvents(
    trx,
    changed.map(({ period, event }) => ({ ...event!, subjectId: period.id, clientId: period.clientId })),
  )
  // Of what stays as it was, too: whoever follows has waited for it.
  await tellOfLedgers(trx, due.map(({ clientId }) => clientId)) // prettier-ignore
}
