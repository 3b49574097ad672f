import type { PracticeTrx } from '../../infra/db/scope.ts'
import { planLater } from '../cadences/planning.service.ts'
import { foldAccents } from '../contacts/contacts.rules.ts'
import { recordEvents } from '../events/events.service.ts'
import { getSearchSpan } from '../searches/searches.service.ts'
import { bumpRevision } from './announcements.repository.ts'
import { writtenAt } from './announcements.rules.ts'
import { listPeopleInTouch, readCandidates } from './candidates.repository.ts'
import { composeTexts } from './composing.service.ts'
import { type LandingToAnnounce, lockAnnouncementOf, newRecipient } from './drafting.service.ts'
import { insertRecipients, listRecipientsByStatus } from './recipients.repository.ts'

/**
 * After conversations or interviews of a search that has landed were logged late, or corrected: who turns out to have
 * been part of it comes onto the list, and drafts say what is known now. Once the announcement was approved nobody's
 * text is touched, and who comes later is `pending` until somebody who may approve has seen to them.
 *
 * @param contactIds with whom those were; default: anybody
 */
export async function addLatecomers(
  trx: PracticeTrx,
  landing: LandingToAnnounce,
  contactIds?: string[],
): Promise<void> {
  const announcement = await lockAnnouncementOf(trx, landing.id)
  if (!announcement || announcement.status === 'completed' || announcement.status === 'cancelled') return
  const inTouch = await listPeopleInTouch(trx, await getSearchSpan(trx, landing.search))
  const those = new Set(contactIds ?? inTouch)
  const company = { ...landing, companyKey: foldAccents(landing.company) }
  const candidates = await readCandidates(trx, company, inTouch.filter((id) => those.has(id))) // prettier-ignore
  const how = { because: 'interacted', onChain: false } as const
  const added = await insertRecipients(
    trx,
    candidates.map((candidate) => newRecipient(trx, announcement.id, landing.clientId, candidate, how)),
  )
  await recordEvents(
    trx,
    added.map(({ id }) => ({ kind: 'announcement_recipient.added', subjectId: id, clientId: landing.clientId })),
  )
  if (added.length > 0) await planLater(trx, landing.clientId)
  if (announcement.approvedAt) return
  const unsent = await listRecipientsByStatus(trx, announcement.id, ['pending', 'needs_input', 'ready'])
  const concerned = unsent.filter(({ contactId }) => those.has(contactId))
  if (concerned.length === 0) return
  const isOther = await composeTexts(trx, announcement.id, concerned, { writtenAt: writtenAt(trx, announcement) })
  if (isOther) await bumpRevision(trx, announcement.id)
}
