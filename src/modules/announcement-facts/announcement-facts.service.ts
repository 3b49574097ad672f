import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'

/** When what a client's announcements tell of has changed elsewhere; `subjectId` is the client. */
export const announcementFactsChange = 'announcement.facts'

/** When another template is in use for notes; `subjectId` is the practice. */
export const announcementTemplateChanges = 'announcement.template'

/**
 * After something changed that a client's notes tell of, but is kept elsewhere: who introduced whom, who interviewed,
 * what the client is called. In a moment drafts that nobody has approved are written anew.
 */
export const factsChanged = (trx: PracticeTrx, clientId: string): Promise<void> =>
  schedule(trx, { kind: announcementFactsChange, subjectId: clientId, clientId, dueAt: trx.now })

/** After another template was put in use for notes: drafts that nobody has approved are written with it in a moment. */
export const templateChanged = (trx: PracticeTrx): Promise<void> =>
  schedule(trx, { kind: announcementTemplateChanges, subjectId: trx.practiceId, dueAt: trx.now })
