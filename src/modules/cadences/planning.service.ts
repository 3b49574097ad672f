import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, dayNumber, dayOf, startOfDay, weekdayOf } from '../../infra/time/calendar.ts'
import { scheduleMany } from '../agenda/agenda.service.ts'
import type { Tally } from '../contacts/tally.rules.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { limitsOf } from './cadence.rules.ts'
import { countSpokenSince, readFacts, readFactsOfAll } from './cadence-facts.repository.ts'
import { planFollowUpsAnew, planIsDue } from './cadences.jobs.ts'
import {
  addToStatistics,
  type Derived,
  holdContactsOfClient,
  holdPlan,
  readLoad,
  writeDerived,
} from './plan.repository.ts'
import { add, type Load, placeFollowUp, planFollowUps, type Waiting, weekOf } from './planning.rules.ts'
import { findTerms } from './policies.repository.ts'
import { isOther, type WorkedOut, workOut } from './working-out.rules.ts'

/** As many are put into the plan while the caller waits; of more the whole plan is made anew by a worker. */
const mostAtOnce = 50

/**
 * After something changed that the cadence of some contacts depends on (an interaction, their tier, their tags, whether
 * they may be contacted): works out anew when they should hear from the client. The contacts are held by the caller;
 * to be called last, for it holds the client's plan until the transaction ends.
 *
 * @param counted what newest interactions with them come to, by contact, to be added to their statistics
 */
export async function followUpsChanged(
  trx: PracticeTrx,
  clientId: string,
  contactIds: readonly string[],
  counted: ReadonlyMap<string, Tally> = new Map(),
): Promise<void> {
  if (contactIds.length === 0) return
  if (contactIds.length > mostAtOnce) {
    await addToStatistics(trx, clientId, asRows(counted))
    return planLater(trx, clientId)
  }
  const terms = await findTerms(trx, clientId)
  if (!terms) return
  const { cap, resetBy } = limitsOf(terms.policies)
  const people = await readFacts(trx, { clientId, timeZone: terms.timeZone }, resetBy, { ids: contactIds })
  const today = dayOf(trx.now, terms.timeZone)
  const worked = people.map((facts): WorkedOut => {
    const { row, waiting } = workOut(facts, terms.policies)
    const stands = waiting && stillStands(waiting, today)
    return stands ? { row: { ...row, plannedOn: waiting.plannedOn } } : { row, ...(waiting && { waiting }) }
  })
  const moving = worked.flatMap(({ waiting }) => waiting ?? [])
  const load: Load =
    moving.length > 0 ? await holdWeeks(trx, clientId, moving, { ...terms, today, cap, contactIds }) : new Map()

  let isCrowded = false
  const derived = worked.map(({ row, waiting }) => {
    if (!waiting) return row
    const { on, late } = placeFollowUp(waiting, { today, cap }, load)
    isCrowded ||= late
    add(load, weekOf(dayNumber(on)))
    return { ...row, plannedOn: on }
  })
  const changed = derived.filter((row, index) => counted.has(row.id) || isOther(row, people[index]!))
  const erased = asRows(counted).filter(({ id }) => !people.some((one) => one.id === id))
  await Promise.all([
    writeDerived(trx, clientId, changed.map((row) => ({ ...row, ...counted.get(row.id) }))), // prettier-ignore
    addToStatistics(trx, clientId, erased),
    // Perhaps somebody else can wait longer than who came last.
    planSoon(trx, isCrowded ? [clientId] : []),
  ])
}

/**
 * Holds the plan, and reads how full the weeks are in which somebody may have their turn in time. All later ones count as
 * full: who comes too late anyway stands at the end of the line until the plan is made anew.
 */
async function holdWeeks(
  trx: PracticeTrx,
  clientId: string,
  moving: Waiting[],
  { timeZone, today, cap, contactIds }: { timeZone: string; today: string; cap: number; contactIds: readonly string[] },
): Promise<Load> {
  const earliest = moving.map(({ earliestOn }) => earliestOn).toSorted()[0]!
  const latest = [today, ...moving.map(({ latestOn }) => latestOn)].toSorted().at(-1)!
  const from = mondayBefore(earliest > today ? earliest : today)
  const until = addDays(mondayBefore(latest), 6)
  const [, { weeks, lastOn }, spoken] = await Promise.all([
    holdPlan(trx, clientId),
    readLoad(trx, clientId, { from, until, besides: contactIds }),
    from <= today ? countSpokenSince(trx, clientId, startOfDay(from, timeZone)) : 0,
  ])
  const load: Load = new Map(weeks.map(({ monday, count }) => [weekOf(dayNumber(monday)), count]))
  if (lastOn)
    for (let week = weekOf(dayNumber(until)) + 1; week <= weekOf(dayNumber(lastOn)); week += 1) load.set(week, cap)
  add(load, weekOf(dayNumber(today)), spoken)
  return load
}

/** Has a worker work out anew when a client's contacts should hear from them, once the transaction has committed. */
export const planLater = (trx: PracticeTrx, clientId: string): Promise<void> =>
  enqueue(trx, planFollowUpsAnew, { clientId })

/** As `planLater` of all clients of the practice. */
export const planForAllLater = (trx: PracticeTrx): Promise<void> => enqueue(trx, planFollowUpsAnew, { clientId: null })

/** As `planLater`, in ten minutes: for what goes on for a while, such as letters that leave. Waits for nobody's plan. */
export const planSoon = (trx: PracticeTrx, clientIds: readonly string[]): Promise<void> =>
  scheduleMany(
    trx,
    clientIds.map((clientId) => ({
      kind: planIsDue,
      subjectId: clientId,
      clientId,
      dueAt: addMilliseconds(trx.now, 10 * 60_000),
    })),
  )

/** Makes the plan of a client's follow-ups anew, whatever changed; asked again it changes nothing more. */
export async function planClient(trx: PracticeTrx, clientId: string): Promise<void> {
  const terms = await findTerms(trx, clientId)
  if (!terms) return
  await holdContactsOfClient(trx, clientId)
  await holdPlan(trx, clientId)
  const { cap, resetBy } = limitsOf(terms.policies)
  const today = dayOf(trx.now, terms.timeZone)
  const spokenThisWeek = await countSpokenSince(trx, clientId, startOfDay(mondayBefore(today), terms.timeZone))
  // Of a hundred thousand people no more is held than what the plan, which is one for all, has to know.
  const everybody: { row: Derived; wasPlannedOn: string | null; isOther: boolean }[] = []
  const toPlace: Waiting[] = []
  for await (const facts of readFactsOfAll(trx, { clientId, timeZone: terms.timeZone }, resetBy)) {
    const { row, waiting } = workOut(facts, terms.policies)
    const { plannedOn: wasPlannedOn } = facts
    everybody.push({ row, wasPlannedOn, isOther: isOther({ ...row, plannedOn: wasPlannedOn }, facts) })
    if (waiting) toPlace.push(waiting)
  }
  const plan = planFollowUps(toPlace, { today, cap, spokenThisWeek })
  const changes: Derived[] = []
  for (const { row, wasPlannedOn, isOther } of everybody) {
    row.plannedOn = plan.get(row.id) ?? null
    if (isOther || row.plannedOn !== wasPlannedOn) changes.push(row)
  }
  await writeDerived(trx, clientId, changes)
}

const asRows = (counted: ReadonlyMap<string, Tally>) => [...counted].map(([id, tally]) => ({ id, ...tally }))

const mondayBefore = (day: string): string => addDays(day, 1 - weekdayOf(day))

/** What fell due stays due, and this week's day stays, unless it would now come too early. */
const stillStands = ({ plannedOn, earliestOn }: Waiting, today: string): boolean =>
  plannedOn !== null && plannedOn >= earliestOn && plannedOn < addDays(mondayBefore(today), 7)
