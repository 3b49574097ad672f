import type { Kysely } from 'kysely'
import { defineProblem, notFound } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import { enterAsClient, type PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { findStanding, issueHandle, resolveHandle, retireHandlesTo } from '../access-handles/access-handles.service.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { listEntries } from './feed-entries.repository.ts'
import { writeFeed } from './feed.rules.ts'

const kind = 'calendar_feed'
/** What is overdue stays in the calendar for a while, and what is to come is there for a year. */
const pastDays = 60
const futureDays = 366

/** Whether a client's calendar is shared, and since when. Its address is told once. */
export interface CalendarFeed {
  clientId: string
  active: boolean
  since: Date | null
  url: string | null
}

/** @throws 404 */
export async function getCalendarFeed(trx: PracticeTrx, clientId: string): Promise<CalendarFeed> {
  await getClient(trx, clientId)
  const since = await findStanding(trx, kind, clientId)
  return { clientId, active: since !== undefined, since: since ?? null, url: null }
}

/** Shares a client's calendar under a new address; the one before leads nowhere from then on. @throws 404 */
export async function rotateCalendarFeed(trx: PracticeTrx, clientId: string, publicUrl: string): Promise<CalendarFeed> {
  await getClientLocked(trx, clientId)
  await retireHandlesTo(trx, kind, clientId)
  const token = await issueHandle(trx, { kind, subjectId: clientId, expiresAt: null })
  await recordEvent(trx, { kind: 'calendar_feed.rotated', subjectId: clientId, clientId })
  return { ...(await getCalendarFeed(trx, clientId)), url: `${publicUrl}/calendar/${token}.ics` }
}

/** Shares a client's calendar no longer, if it is shared. @throws 404 for the client */
export async function revokeCalendarFeed(trx: PracticeTrx, clientId: string): Promise<void> {
  await getClientLocked(trx, clientId)
  if (await retireHandlesTo(trx, kind, clientId))
    await recordEvent(trx, { kind: 'calendar_feed.revoked', subjectId: clientId, clientId })
}

/** Only calendar programs meet it, at an address that is no operation of the API. */
const feedRevoked = defineProblem('feed_revoked', 410, 'This calendar is no longer shared')

/** The calendar that an address leads to. @throws 404 for an address that never led anywhere, 410 when it was revoked */
export async function readCalendar(db: Kysely<Database>, token: string, requestId: string): Promise<string> {
  const handle = await resolveHandle(db, [kind], token)
  if (!handle) throw notFound()
  if (handle.expiresAt) throw feedRevoked('Ask for the new address.')
  const place = { practiceId: handle.practiceId, clientId: handle.subjectId, requestId }
  const calendar = await enterAsClient(db, place, async (trx) => {
    const { timeZone, status } = await getClient(trx, handle.subjectId)
    if (status === 'archived') throw feedRevoked('The client was put away.')
    const today = dayOf(trx.now, timeZone)
    const days = { from: addDays(today, -pastDays), until: addDays(today, futureDays) }
    return writeFeed(await listEntries(trx, handle.subjectId, days), { timeZone, today })
  })
  if (calendar === undefined) throw notFound()
  return calendar
}
