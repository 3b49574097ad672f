import { type FieldError, invalid } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { excuseContact } from '../announcements/excusing.service.ts'
import { followContact } from '../announcements/following-contacts.service.ts'
import { lockAnnouncementsOf, recountRecipients } from '../announcements/merging-contacts.service.ts'
import { followUpsChanged } from '../cadences/planning.service.ts'
import type { Contact, ContactToMerge } from '../contacts/contacts.repository.ts'
import { getContact, refreshContactStatistics } from '../contacts/contacts.service.ts'
import { holdContacts, takeOver } from '../contacts/merging.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { holdIntroductions } from '../introductions/introductions.service.ts'
import type { Edge } from '../introductions/introductions.rules.ts'
import { findCircleClosers } from './circles.rules.ts'
import { findExcess, mergeFields } from './merged-fields.rules.ts'
import { mergeWaits } from './merges.problems.ts'
import {
  clearRecord,
  findMergedLike,
  insertMerge,
  listEdges,
  listMerged,
  listOpenTasks,
  type MergeRecord,
} from './merges.repository.ts'
import { dropById, type Dropped, moveReferences, type Step } from './moving.repository.ts'
import { contactReferences } from './references.rules.ts'

/** The day on which what a merge could be undone with is thrown away. */
export const mergeForgotten = 'merge.forget'
const undoDays = 30

/** What a merge came to. */
interface Merged {
  id: string
  clientId: string
  mergedContactIds: string[]
  mergedAt: Date
  undoUntil: Date
  undoneAt: Date | null
  contact: Contact
}

/**
 * Makes several contacts of one client one: whatever refers to the others refers to the survivor, who gets what it lacks.
 *
 * @throws 404 for the survivor, 422 naming every id that cannot be merged, 409 while notes to two of them are leaving
 */
export async function mergeContacts(trx: PracticeTrx, survivorId: string, from: string[]): Promise<Merged> {
  const { id, clientId } = await getContact(trx, survivorId)
  const ids = [...new Set(from)]
  // First what others hold before they come to contacts.
  await holdIntroductions(trx, clientId)
  await lockAnnouncementsOf(trx, [id, ...ids])
  const found = await holdContacts(trx, clientId, [id, ...ids])
  const survivor = found.find((contact) => contact.id === id)
  // Merged into another while this waited: that one is meant now.
  if (!survivor) return mergeContacts(trx, survivorId, from)
  const others = await requireOthers(trx, survivor, found, from)

  const fields = mergeFields(survivor, others)
  const excess = findExcess(fields)
  if (excess) throw invalid(excess, { errors: [{ pointer: '/from', detail: excess }] })
  const record: MergeRecord = { survivorId: id, mergedContactIds: ids, contacts: [], fields, steps: [] }
  const lists = []
  for (const { id: from } of others) lists.push(...(await moveEverything(trx, { clientId, from, into: id }, record)))
  record.steps.push(...asSteps(await openCircles(trx, survivor)))
  record.contacts = await dropById(trx, 'contacts', clientId, ids)
  await takeOver(trx, survivor, fields)
  await refreshContactStatistics(trx, [id])
  await recountRecipients(trx, clientId, lists)
  await tellAnnouncements(trx, survivor, others, record)

  await followUpsChanged(trx, clientId, [id])

  const undoUntil = new Date(trx.now.getTime() + undoDays * 24 * 60 * 60 * 1000)
  const merge = { clientId, mergedAt: trx.now, undoUntil }
  const mergeId = await insertMerge(trx, { ...merge, contactId: id, record })
  await schedule(trx, { kind: mergeForgotten, subjectId: mergeId, clientId, dueAt: undoUntil })
  await recordEvent(trx, { kind: 'contact.merged', subjectId: id, clientId, payload: { mergeId, from: ids } })
  return { ...merge, id: mergeId, mergedContactIds: ids, undoneAt: null, contact: await getContact(trx, id) }
}

/** People of a client who are recognised by these keys, and are part of somebody else by now. */
export const findMergedPeople = (
  trx: PracticeTrx,
  clientId: string,
  recognition: { emailKeys: string[]; nameKeys: string[] },
) => findMergedLike(trx, clientId, recognition)

/** Throws away what a merge could be undone with, when its time is up. */
export const forgetMerge = (trx: PracticeTrx, id: string): Promise<void> => clearRecord(trx, id)

async function requireOthers(
  trx: PracticeTrx,
  survivor: Contact,
  found: ContactToMerge[],
  from: string[],
): Promise<ContactToMerge[]> {
  const merged = await listMerged(trx, survivor.clientId, from)
  const others = from.map((id) => found.find((contact) => contact.id === id))
  const errors: FieldError[] = from.flatMap((id, index) => {
    const pointer = `/from/${index}`
    const gone = merged.find(({ contactId }) => contactId === id)
    if (gone) return [{ pointer, detail: `is part of ${gone.survivorName} already` }]
    if (id === survivor.id) return [{ pointer, detail: 'must be somebody else: nobody is merged with themselves' }]
    return others[index] ? [] : [{ pointer, detail: 'must name a contact of this client' }]
  })
  if (errors.length > 0) throw invalid('Other contacts of the same client are meant.', { errors })
  return [...new Set(others)].filter((contact) => contact !== undefined)
}

/** @returns the announcements that lost a recipient */
async function moveEverything(
  trx: PracticeTrx,
  place: { clientId: string; from: string; into: string },
  { steps }: MergeRecord,
): Promise<string[]> {
  const announcements = []
  for (const reference of contactReferences) {
    const done = await moveReferences(trx, reference, place)
    steps.push(...done.steps)
    if (reference.table !== 'announcement_recipients') continue
    const twice = done.dropped.map(({ row }) => JSON.parse(row) as { id: string; announcement_id: string; status: string }) // prettier-ignore
    if (twice.some(({ status }) => status === 'queued'))
      throw mergeWaits('Both are to get the same news. Wait until the notes have left, or take them back first.')
    const tasks = await listOpenTasks(trx, twice.map(({ id }) => id)) // prettier-ignore
    steps.push(...asSteps(await dropById(trx, 'tasks', place.clientId, tasks)))
    announcements.push(...twice.map((recipient) => recipient.announcement_id))
  }
  return announcements
}

async function openCircles(trx: PracticeTrx, { id, clientId }: Contact): Promise<Dropped[]> {
  // There was no circle before, so every one goes through who they became.
  const touches = (edge: Edge) => edge.introducerContactId === id || edge.introducedContactId === id
  const closers = findCircleClosers(await listEdges(trx, clientId), touches)
  return dropById(trx, 'introductions', clientId, closers.map((edge) => edge.id)) // prettier-ignore
}

/** Letters that nobody has approved say what is true of the one they became. */
async function tellAnnouncements(
  trx: PracticeTrx,
  survivor: Contact,
  others: Contact[],
  { fields }: MergeRecord,
): Promise<void> {
  if (fields.doNotContact) await excuseContact(trx, survivor.id)
  const isNewAddress = fields.email !== undefined || others.some(({ email }) => email !== survivor.email)
  await followContact(trx, survivor.id, { isNewAddress })
}

const asSteps = (dropped: Dropped[]): Step[] => dropped.map((one) => ({ dropped: one }))
