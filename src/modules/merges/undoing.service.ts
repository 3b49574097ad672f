import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { unschedule } from '../agenda/agenda.service.ts'
import { followContact } from '../announcements/following-contacts.service.ts'
import { lockAnnouncementsOf } from '../announcements/merging-contacts.service.ts'
import { followUpsChanged } from '../cadences/planning.service.ts'
import { getContact, refreshContactStatistics } from '../contacts/contacts.service.ts'
import { emailTaken, holdContacts, writeFields } from '../contacts/merging.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { holdIntroductions } from '../introductions/introductions.service.ts'
import { findCircleClosers } from './circles.rules.ts'
import { unmergeFields } from './merged-fields.rules.ts'
import { mergedOn, mergeTooOld, mergeUndone } from './merges.problems.ts'
import { endMerge, findMergeLocked, listEdges, type Merge, type MergeRecord } from './merges.repository.ts'
import { mergeForgotten } from './merges.service.ts'
import { dropById, type Dropped, moveBack, restoreRow } from './moving.repository.ts'

/**
 * Makes the contacts of a merge what they were. What happened since stays with the survivor, and what somebody edited or
 * removed since stays edited and removed.
 *
 * @throws 404; 409 when it was undone, is too old, was merged on, or somebody else has one of the addresses by now
 */
export async function undoMerge(trx: PracticeTrx, id: string) {
  const merge = await findMergeLocked(trx, id)
  if (!merge) throw notFound()
  const record = requireRecord(trx, merge)
  const { clientId, contactId: survivorId } = merge
  const { mergedContactIds } = record
  const everybody = [survivorId, ...mergedContactIds]
  await holdIntroductions(trx, clientId)
  await lockAnnouncementsOf(trx, [survivorId])
  const [survivor] = await holdContacts(trx, clientId, [survivorId])
  if (!survivor) throw notFound()

  await endMerge(trx, id)
  await writeFields(trx, survivor, unmergeFields(survivor, record.fields))
  for (const contact of record.contacts) await restoreContact(trx, clientId, contact)
  for (const step of record.steps.toReversed()) {
    if ('moved' in step) await moveBack(trx, clientId, step.moved)
    else await restoreRow(trx, step.dropped)
  }
  await openCircles(trx, clientId, record)
  await refreshContactStatistics(trx, everybody)
  for (const contactId of everybody) await followContact(trx, contactId, { isNewAddress: true })

  await followUpsChanged(trx, clientId, everybody)
  await unschedule(trx, { kind: mergeForgotten, subjectId: id })
  await recordEvent(trx, {
    kind: 'merge.undone',
    subjectId: id,
    clientId,
    payload: { contactId: survivorId, from: mergedContactIds },
  })
  const { mergedAt, undoUntil } = merge
  const contact = await getContact(trx, survivorId)
  return { id, clientId, mergedContactIds, mergedAt, undoUntil, undoneAt: trx.now, contact }
}

function requireRecord(trx: PracticeTrx, { record, undoneAt, undoUntil, contactId }: Merge): MergeRecord {
  if (undoneAt) throw mergeUndone()
  if (!record || undoUntil <= trx.now) throw mergeTooOld('A merge can be undone for 30 days.')
  if (record.survivorId !== contactId) throw mergedOn('Undo the later merge first.')
  return record
}

async function restoreContact(trx: PracticeTrx, clientId: string, contact: Dropped): Promise<void> {
  if (await restoreRow(trx, contact)) return
  const { email_key: emailKey } = JSON.parse(contact.row) as { email_key: string }
  throw await emailTaken(trx, clientId, emailKey)
}

/** Introductions that came back give way to those made since, where the two would close a circle. */
async function openCircles(trx: PracticeTrx, clientId: string, { steps }: MergeRecord): Promise<void> {
  const restored = steps.flatMap((step) =>
    'dropped' in step && step.dropped.table === 'introductions'
      ? (JSON.parse(step.dropped.row) as { id: string }).id
      : [],
  )
  if (restored.length === 0) return
  const closers = findCircleClosers(await listEdges(trx, clientId), (edge) => restored.includes(edge.id))
  await dropById(trx, 'introductions', clientId, closers.map(({ id }) => id)) // prettier-ignore
}
