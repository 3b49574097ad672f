import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayNumber, dayOf, daysBetween } from '../../infra/time/calendar.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClient } from '../clients/clients.service.ts'
import { dueAtOn } from '../cadences/due.rules.ts'
import { dormancyOf } from '../cadences/follow-up.rules.ts'
import { renderFor } from '../templates/letters.service.ts'
import { type FollowUpRow, listDue } from './follow-ups.repository.ts'
import { oneLineOf, whyNow } from './why-now.rules.ts'

/** Somebody to be in touch with, why now, and what helps to begin. */
export type FollowUp = Awaited<ReturnType<typeof describe>>

/**
 * Whom a client should be in touch with: who is overdue, by how much of their own rhythm, then who is due, by tier.
 *
 * @param before only those whose day comes earlier, on the client's calendar; by default those who are due by now
 * @param contactIds only those of these contacts
 * @throws 404
 */
export async function listFollowUps(
  trx: PracticeTrx,
  clientId: string,
  { dueBefore, contactIds }: { dueBefore?: string | undefined; contactIds?: readonly string[] },
  page: PageRequest,
): Promise<KeysetPage<FollowUp>> {
  const client = await getClient(trx, clientId)
  const today = dayOf(trx.now, client.timeZone)
  const before = dueBefore ?? (trx.now < dueAtOn(today, client.timeZone) ? today : addDays(today, 1))
  const place = { clientId, timeZone: client.timeZone, today }
  const { data, next } = await listDue(trx, place, { before, ...(contactIds && { contactIds }) }, page)
  const described = []
  for (const [index, row] of data.entries())
    described.push(await describe(trx, client, row, { today, turn: index + dayNumber(today) }))
  return { data: described, next }
}

async function describe(
  trx: PracticeTrx,
  client: Client,
  row: FollowUpRow,
  { today, turn }: { today: string; turn: number },
) {
  const { timeZone, locale } = client
  const {
    coolingOn,
    dormantOn,
    since,
    everyDays,
    chosenOn,
    addedOn,
    toldOn,
    lastTalk,
    advice,
    helpOffers,
    company,
    title,
    ...shown
  } = row
  const dueAt = dueAtOn(row.nextFollowUpOn, timeZone)
  const opener = await renderFor(
    trx,
    'follow_up_suggestion',
    {
      contactFirstName: firstName(row.name),
      clientFirstName: firstName(client.name),
      writtenOn: today,
      lastTalkOn: lastTalk?.on ?? null,
      advice: advice[0] ?? null,
      company,
      helpOffered: helpOffers.length > 0,
    },
    { seed: `${row.contactId} ${row.nextFollowUpOn}`, locale },
  )
  return {
    ...shown,
    status: row.latestOn < today ? ('overdue' as const) : dueAt <= trx.now ? ('due' as const) : ('upcoming' as const),
    dueAt,
    ratio: Math.round((100 * daysBetween(since, today)) / everyDays) / 100,
    dormancy: dormancyOf({ coolingOn, dormantOn }, today),
    whyNow: whyNow({ today, locale, since, everyDays, idealOn: row.idealOn, latestOn: row.latestOn, chosenOn, toldOn, addedOn, lastTalk }, turn), // prettier-ignore
    lastTalk: lastTalk && {
      interactionId: lastTalk.interactionId,
      type: lastTalk.type,
      on: lastTalk.on,
      line: oneLineOf(lastTalk),
    },
    advice,
    helpOffers,
    presentJob: title || company ? { title, company } : null,
    opener: 'missing' in opener ? null : { subject: opener.subject, text: opener.text },
  }
}
