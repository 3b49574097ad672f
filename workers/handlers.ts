import type { z } from 'zod'
import type { Container } from '../src/container.ts'
import type { PracticeTrx } from '../src/infra/db/scope.ts'
import type { Report } from '../src/infra/logging/reports.ts'
import { createTxtLookUp } from '../src/infra/mail/txt-records.ts'
import type { MailTransport } from '../src/infra/mail/transport.ts'
import { type AgendaKind, agendaKinds, type AnyJob, jobs } from '../src/jobs.ts'
import type { AgendaEntry } from '../src/modules/agenda/agenda.service.ts'
import {
  announcementSettles,
  announcementStarts,
  announcementUnwinds,
  settleAnnouncement,
  unwindAnnouncement,
} from '../src/modules/announcements/announcements.service.ts'
import { startAnnouncement } from '../src/modules/announcements/sending.service.ts'
import { planIsDue } from '../src/modules/cadences/cadences.jobs.ts'
import { planLater } from '../src/modules/cadences/planning.service.ts'
import {
  announcementFactsChange,
  announcementTemplateChanges,
} from '../src/modules/announcement-facts/announcement-facts.service.ts'
import { followFacts, followTemplate } from '../src/modules/landings/following-facts.service.ts'
import { announcementReports } from '../src/modules/announcements/report-agenda.service.ts'
import { watchAndTell } from '../src/modules/announcement-letters/telling-of-pause.service.ts'
import { reportAnnouncement } from '../src/modules/announcement-letters/reporting.service.ts'
import { digestsDue, digestsToSchedule } from '../src/modules/digest-schedules/digest-schedules.jobs.ts'
import { digestsChanged, planDueDigests } from '../src/modules/digest-schedules/digest-schedules.service.ts'
import { domainCheckIsDue } from '../src/modules/mail-settings/mail-settings.jobs.ts'
import { askForCheck } from '../src/modules/mail-settings/watching-domain.service.ts'
import { forgetMerge, mergeForgotten } from '../src/modules/merges/merges.service.ts'
import { exportExpires } from '../src/modules/exports/exports.jobs.ts'
import { expireExport } from '../src/modules/exports/exports.service.ts'
import { holidaysChanged } from '../src/modules/enforcement-policy/policy.jobs.ts'
import { noticeDue, reviewDue } from '../src/modules/enforcement/enforcement.jobs.ts'
import { sendDueNotice } from '../src/modules/enforcement/notices.service.ts'
import { reviewOnceJudged } from '../src/modules/enforcement/reviewing.service.ts'
import { campaignIsWatched, leaseExpired, putOffIsDue } from '../src/modules/messages/messages.jobs.ts'
import type { Lane } from '../src/modules/messages/messages.rules.ts'
import { recoverLease } from '../src/modules/messages/sending.service.ts'
import { laneOf, wakeLane } from '../src/modules/messages/waking.service.ts'
import { doDuePeriods } from '../src/modules/periods/due.service.ts'
import { askAgainAfterHolidays, askAgainWithoutDaysOff } from '../src/modules/periods/rejudging.service.ts'
import { daysOffChanged, ledgerChanged, periodsDue } from '../src/modules/periods/periods.jobs.ts'
import { createAgendaRunSandbox } from './processors/agenda-run-sandbox.processor.ts'
import { createCadencesPlan } from './processors/cadences-plan.processor.ts'
import { createDigestsWrite } from './processors/digests-write.processor.ts'
import { createExportsWrite } from './processors/exports-write.processor.ts'
import { createImportsWork } from './processors/imports-work.processor.ts'
import { createCheckDomain } from './processors/mail-settings-check-domain.processor.ts'
import { createMessagesSend } from './processors/messages-send.processor.ts'
import { createJobRunner, doEntry } from './run-job.ts'

/** One delivery of a job. The same work may be delivered again, and at the same time. */
export interface Work<Payload> {
  practiceId: string
  outboxId: string
  payload: Payload
}

/** Does a job in steps of its own. The last of them takes the work out of the outbox. */
type Processors = { [J in AnyJob as J['name']]: (work: Work<z.output<J['payload']>>) => Promise<void> }

/** Does what an entry of the agenda asks, in the transaction that takes it off the agenda: once. */
export type AgendaHandler = (trx: PracticeTrx, entry: AgendaEntry) => Promise<void>

export interface Handlers {
  jobs: Processors
  agenda: Record<AgendaKind, AgendaHandler>
}

export interface HandlerOptions {
  /** What each lane sends with, and over how many sessions at most. */
  lanes: Record<Lane, { transport: MailTransport; sessions: number }>
  stopping: AbortSignal
  report: Report
}

/** Who does what. @throws when somebody could be asked for something that nobody does */
export function createHandlers(container: Container, { lanes, stopping, report }: HandlerOptions): Handlers {
  const { messageOwners, office } = container
  const send = (lane: Lane) => createMessagesSend(container, { lane, ...lanes[lane], stopping, report })
  const review: AgendaHandler = (trx, { subjectId }) => reviewOnceJudged(trx, office, subjectId)
  const handlers: Handlers = {
    jobs: {
      'messages.send_transactional': send('transactional'),
      'messages.send_bulk': send('bulk'),
      'agenda.run_sandbox': createAgendaRunSandbox(container, {
        doEntry: (trx, entry) => doEntry(handlers, trx, entry),
        runJob: (publication) => createJobRunner(container, handlers, report)(publication),
        stopping,
        report,
      }),
      'imports.work': createImportsWork(container, { stopping }),
      'exports.write': createExportsWrite(container, { stopping }),
      'cadences.plan': createCadencesPlan(container, { stopping }),
      'digests.write': createDigestsWrite(container, { stopping }),
      'mail_settings.check_domain': createCheckDomain(container, createTxtLookUp(container.config.dnsServers)),
    },
    agenda: {
      [putOffIsDue]: (trx, { period = '' }) => wakeLane(trx, laneOf(period)),
      [leaseExpired]: (trx, { subjectId }) => recoverLease(trx, messageOwners, subjectId),
      [announcementStarts]: (trx, { subjectId }) => startAnnouncement(trx, subjectId, office),
      [announcementSettles]: (trx, { subjectId }) => settleAnnouncement(trx, subjectId),
      [campaignIsWatched]: (trx, { subjectId }) => watchAndTell(trx, office, subjectId),
      [announcementUnwinds]: (trx, { subjectId }) => unwindAnnouncement(trx, subjectId),
      [announcementReports]: (trx, { subjectId }) => reportAnnouncement(trx, container.office, subjectId),
      [announcementFactsChange]: (trx, { subjectId }) => followFacts(trx, subjectId),
      [announcementTemplateChanges]: (trx) => followTemplate(trx),
      [periodsDue]: (trx) => doDuePeriods(trx),
      [holidaysChanged]: (trx) => askAgainAfterHolidays(trx),
      [daysOffChanged]: (trx, { subjectId }) => askAgainWithoutDaysOff(trx, subjectId, 'holidays_changed'),
      [mergeForgotten]: (trx, { subjectId }) => forgetMerge(trx, subjectId),
      [exportExpires]: (trx, { subjectId }) => expireExport(trx, subjectId),
      [planIsDue]: (trx, { subjectId }) => planLater(trx, subjectId),
      [domainCheckIsDue]: (trx) => askForCheck(trx),
      [digestsDue]: (trx) => planDueDigests(trx),
      [digestsToSchedule]: (trx) => digestsChanged(trx, 'everybody'),
      [ledgerChanged]: review,
      [reviewDue]: review,
      [noticeDue]: (trx, { subjectId }) => sendDueNotice(trx, office, subjectId),
    },
  }
  // Types see to it as well, but nothing checks types on the way to production.
  for (const { name } of jobs) if (!(name in handlers.jobs)) throw new Error(`nobody does the job ${name}`)
  for (const kind of agendaKinds) if (!(kind in handlers.agenda)) throw new Error(`nobody does ${kind} of the agenda`)
  return handlers
}
