import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { scheduleMany, takeTurn } from '../agenda/agenda.service.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { digestsDue, writeDigests } from './digest-schedules.jobs.ts'
import {
  claimDue,
  type DueRecipient,
  findNextDue,
  holdSchedule,
  listRecipients,
  planOne,
  setQuarterly,
  type Whose,
  writePlan,
  writeSchedules,
} from './digest-schedules.repository.ts'
import { nextSlot, periodOf, planDue, type Slot, type Terms } from './slots.rules.ts'

/** What fits into a transaction that nobody has to wait for long. */
const batch = 2000

/**
 * After something changed on which somebody's digests depend (how often, the hour, the zone, whether they search or
 * rest; or whether they are there at all): gives them the day of their next.
 */
export async function digestsChanged(trx: PracticeTrx, whose: Whose | 'everybody'): Promise<void> {
  const recipients = await listRecipients(trx, whose)
  const off = recipients.filter(({ frequency }) => frequency === 'off').map(({ recipientId }) => recipientId)
  const slotFor = oncePer((terms: Terms, last: string | null) => nextSlot(terms, trx.now, last))
  const scheduled = recipients.flatMap(({ frequency, ...recipient }) => {
    if (frequency === 'off') return []
    const { recipientId, clientId, memberId, weekday, hour, timeZone, last } = recipient
    return [{ recipientId, clientId, memberId, ...slotFor({ frequency, weekday, hour, timeZone }, last) }]
  })
  await writeSchedules(trx, { scheduled, off })
  await putOnAgenda(trx, scheduled)
}

/** As `digestsChanged`, where somebody said themselves how often they want them: whether they follow links is no matter any more. */
export async function digestsChosen(trx: PracticeTrx, whose: Whose): Promise<void> {
  for (const id of [...(whose.clientIds ?? []), ...(whose.memberIds ?? [])]) await setQuarterly(trx, id, null)
  await digestsChanged(trx, whose)
}

/** From now on somebody who follows no links gets their digest quarterly. */
export async function sendQuarterly(trx: PracticeTrx, clientId: string): Promise<void> {
  await setQuarterly(trx, clientId, trx.now)
  await digestsChanged(trx, { clientIds: [clientId] })
}

/**
 * Plans a client's digest of the present period today, whatever its hour; the next comes with the next period.
 *
 * @returns its id; undefined when they get none, or have had that period's
 */
export async function planPresentDigest(trx: PracticeTrx, clientId: string): Promise<string | undefined> {
  const [recipient] = await listRecipients(trx, { clientIds: [clientId] })
  if (!recipient || recipient.frequency === 'off') return undefined
  // Who plans what is due holds its rows first, too: neither waits for the other in the middle.
  await holdSchedule(trx, clientId)
  const fallsOn = dayOf(trx.now, recipient.timeZone)
  const id = await planOne(trx, clientId, { period: periodOf(recipient.frequency, fallsOn), fallsOn })
  if (id) await digestsChanged(trx, { clientIds: [clientId] })
  return id
}

/**
 * Plans what is due of a practice's digests: each once for its recipient and period, which a key of the table sees to.
 * Writing them is handed to the queue; the next ones stand on the agenda. Commits as one, so that whoever dies on the
 * way has done nothing.
 */
export async function planDueDigests(trx: PracticeTrx): Promise<void> {
  if (!(await takeTurn(trx, 'digests'))) return putOnAgenda(trx, [{ dueAt: addMilliseconds(trx.now, 1000) }])
  const due = await claimDue(trx, batch)
  const decide = oncePer((terms: Terms, slot: Slot) => planDue(terms, slot, trx.now))
  const [off, on] = [due.filter((one) => one.frequency === 'off'), due.filter(isOn)]
  const decisions = on.map(({ recipientId, frequency, weekday, hour, timeZone, period, fallsOn, dueAt }) => {
    const { send, next } = decide({ frequency, weekday, hour, timeZone }, { period, fallsOn, dueAt })
    return { recipientId, period: send?.period ?? null, fallsOn: send?.fallsOn ?? null, next }
  })
  if (off.length > 0) await writeSchedules(trx, { scheduled: [], off: off.map(({ recipientId }) => recipientId) })
  if (decisions.length > 0) await writePlan(trx, decisions)
  if (decisions.some(({ period }) => period !== null)) await enqueue(trx, writeDigests, {})
  const next = await findNextDue(trx)
  if (next) await putOnAgenda(trx, [{ dueAt: next }])
}

const isOn = (one: DueRecipient): one is DueRecipient & Pick<Terms, 'frequency'> => one.frequency !== 'off'

/** Sees to it that somebody comes when something is due. In a client's session, which sees no more, as their own. */
async function putOnAgenda(trx: PracticeTrx, slots: Pick<Slot, 'dueAt'>[]): Promise<void> {
  const instants = [...new Map(slots.map(({ dueAt }) => [dueAt.toISOString(), dueAt]))]
  await scheduleMany(
    trx,
    instants.map(([period, dueAt]) => ({
      kind: digestsDue,
      subjectId: trx.clientId ?? trx.practiceId,
      clientId: trx.clientId ?? null,
      period,
      dueAt,
    })),
  )
}

/** Thousands share a few zones and hours: their calendar is asked once for all. */
function oncePer<Terms, Rest, Result>(work: (terms: Terms, rest: Rest) => Result): typeof work {
  const known = new Map<string, Result>()
  return (terms, rest) => {
    const key = JSON.stringify([terms, rest])
    if (!known.has(key)) known.set(key, work(terms, rest))
    return known.get(key)!
  }
}
