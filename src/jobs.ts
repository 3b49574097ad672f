import { runSandbox } from './modules/agenda/agenda.jobs.ts'
import {
  announcementSettles,
  announcementStarts,
  announcementUnwinds,
} from './modules/announcements/announcements.service.ts'
import { planFollowUpsAnew, planIsDue } from './modules/cadences/cadences.jobs.ts'
import {
  announcementFactsChange,
  announcementTemplateChanges,
} from './modules/announcement-facts/announcement-facts.service.ts'
import { announcementReports } from './modules/announcements/report-agenda.service.ts'
import { digestsDue, digestsToSchedule, writeDigests } from './modules/digest-schedules/digest-schedules.jobs.ts'
import { exportExpires, writeExport } from './modules/exports/exports.jobs.ts'
import { workOnImport } from './modules/imports/imports.jobs.ts'
import { noticeDue, reviewDue } from './modules/enforcement/enforcement.jobs.ts'
import { holidaysChanged } from './modules/enforcement-policy/policy.jobs.ts'
import { daysOffChanged, ledgerChanged, periodsDue } from './modules/periods/periods.jobs.ts'
import { checkDomain, domainCheckIsDue } from './modules/mail-settings/mail-settings.jobs.ts'
import { mergeForgotten } from './modules/merges/merges.service.ts'
import { campaignIsWatched, leaseExpired, putOffIsDue, sendMessages } from './modules/messages/messages.jobs.ts'

/** Every kind of job; `workers/handlers.ts` has one processor for each, by type. */
export const jobs = [
  sendMessages.transactional,
  sendMessages.bulk,
  runSandbox,
  workOnImport,
  writeExport,
  planFollowUpsAnew,
  writeDigests,
  checkDomain,
] as const

export type AnyJob = (typeof jobs)[number]

/** Everything that falls due; `workers/handlers.ts` has one handler for each, by type. */
export const agendaKinds = [
  putOffIsDue,
  leaseExpired,
  campaignIsWatched,
  announcementStarts,
  announcementSettles,
  announcementUnwinds,
  announcementReports,
  announcementFactsChange,
  announcementTemplateChanges,
  periodsDue,
  daysOffChanged,
  holidaysChanged,
  ledgerChanged,
  mergeForgotten,
  exportExpires,
  digestsDue,
  digestsToSchedule,
  reviewDue,
  noticeDue,
  planIsDue,
  domainCheckIsDue,
] as const

export type AgendaKind = (typeof agendaKinds)[number]
