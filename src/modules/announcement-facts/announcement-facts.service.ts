import type { PracticeTrx } from '../../infra/db/scope.ts'
import { isOnAgenda, schedule } from '../agenda/agenda.service.ts'
import { holdNotes, isAnnouncing } from './being-announced.repository.ts'

/** When what a client's announcements tell of has changed elsewhere; `subjectId` is the client. */
export const announcementFactsChange = 'announcement.facts'

/** When another template is in use for notes; `subjectId` is the practice. */
export const announcementTemplateChanges = 'announcement.template'

/**
 * After something changed that a client's notes tell of, but is kept elsewhere: who introduced whom, who interviewed. In
 * a moment drafts that nobody has approved are written anew. Where nothing is being announced there are none; an
 * announcement that would begin just now waits, and is written from what changed.
 */
export async function factsChanged(trx: PracticeTrx, clientId: string): Promise<void> {
  await holdNotes(trx, clientId, 'shared')
  if (await isAnnouncing(trx, clientId)) await followLater(trx, clientId)
}

/** Has a client's drafts, if they have any, written anew in a moment. */
export const followLater = (trx: PracticeTrx, clientId: string): Promise<void> =>
  schedule(trx, { kind: announcementFactsChange, subjectId: clientId, clientId, dueAt: trx.now })

/** After another template was put in use for notes: drafts that nobody has approved are written with it in a moment. */
export const templateChanged = (trx: PracticeTrx): Promise<void> =>
  schedule(trx, { kind: announcementTemplateChanges, subjectId: trx.practiceId, dueAt: trx.now })

/** Before an announcement is drawn up: what changes from now on finds that there are drafts to follow it. */
export const beginAnnouncing = (trx: PracticeTrx, clientId: string): Promise<void> => holdNotes(trx, clientId, 'alone')

/** Whether something changed that a client's drafts have still to follow. */
export const areFactsToFollow = (trx: PracticeTrx, clientId: string): Promise<boolean> =>
  isOnAgenda(trx, { kind: announcementFactsChange, subjectId: clientId })

/** Whether a template was put in use with which drafts have still to be written. */
export const isTemplateToFollow = (trx: PracticeTrx): Promise<boolean> =>
  isOnAgenda(trx, { kind: announcementTemplateChanges, subjectId: trx.practiceId })
