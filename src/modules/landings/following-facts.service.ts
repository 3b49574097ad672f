import type { PracticeTrx } from '../../infra/db/scope.ts'
import { announcementFactsChange, followLater } from '../announcement-facts/announcement-facts.service.ts'
import { takeUp } from '../announcements/announcements.service.ts'
import { followLanding } from '../announcements/drafting.service.ts'
import { addLatecomers } from '../announcements/latecomers.service.ts'
import { listClientsWithDrafts, listLandingsBeingAnnounced } from './landings.repository.ts'
import { getLanding, toAnnounce } from './landings.service.ts'

/**
 * What the agenda does after something changed that a client's notes tell of: drafts are written anew, and whoever read
 * them before reads them again. Once an announcement was approved nobody's text is touched, and who turns out to have
 * been part of the search is `pending` until somebody has seen to them.
 */
export async function followFacts(trx: PracticeTrx, clientId: string): Promise<void> {
  for (const { searchId, announcementId } of await listLandingsBeingAnnounced(trx, clientId)) {
    const announcement = await takeUp(trx, announcementId, announcementFactsChange, clientId)
    if (!announcement) continue
    const landing = await toAnnounce(trx, await getLanding(trx, searchId))
    await (announcement.approvedAt ? addLatecomers(trx, landing) : followLanding(trx, announcement, landing))
  }
}

/** What the agenda does after another template was put in use for notes. */
export async function followTemplate(trx: PracticeTrx): Promise<void> {
  for (const clientId of await listClientsWithDrafts(trx)) await followLater(trx, clientId)
}
