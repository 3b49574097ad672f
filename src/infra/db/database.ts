// Generated from the migrations by `npm run db-types`; do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

export interface AccessHandles {
  kind: 'refresh_token' | 'email_verification' | 'password_reset' | 'invitation' | 'sign_in_link' | 'api_key' | 'calendar_feed'
  hash: Buffer
  practiceId: string
  userId: string | null
  subjectId: string
  expiresAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface Agenda {
  practiceId: string
  id: Generated<string>
  clientId: string | null
  kind: string
  subjectId: string
  period: Generated<string>
  dueAt: ColumnType<Date, Date | string, Date | string>
  sandbox: boolean
  publishAt: ColumnType<Date, Date | string, Date | string>
  publications: Generated<number>
}

export interface AnnouncementRecipients {
  practiceId: string
  id: Generated<string>
  clientId: string
  announcementId: string
  contactId: string
  because: 'interacted' | 'chain' | 'added'
  onChain: Generated<boolean>
  insider: Generated<boolean>
  channel: 'email' | 'call' | 'letter' | 'self'
  status: Generated<'pending' | 'needs_input' | 'ready' | 'queued' | 'sent' | 'bounced' | 'failed' | 'uncertain' | 'suppressed' | 'call_due' | 'told' | 'skipped'>
  subject: string | null
  body: string | null
  edited: Generated<boolean>
  missing: ColumnType<{ fact: string; why: string }[], string | undefined, string>
  skipCode: string | null
  skipDetail: string | null
  toldVia: 'call' | 'email' | 'meeting' | 'video_call' | 'message' | 'letter' | 'event' | null
  toldOn: string | null
  messageId: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  facts: ColumnType<{ fact: string; value: string | null; required: boolean; source: { kind: 'client' | 'contact' | 'landing' | 'interaction' | 'introduction' | 'opportunity' | 'interview'; id: string | null } | null }[], string | undefined, string>
  newer: ColumnType<{ facts: { fact: string; value: string | null; required: boolean; source: { kind: 'client' | 'contact' | 'landing' | 'interaction' | 'introduction' | 'opportunity' | 'interview'; id: string | null } | null }[]; subject: string | null; body: string | null } | null, string | null | undefined, string | null>
  offersHelp: Generated<boolean>
  repliedOn: string | null
  toldFrom: 'pending' | 'needs_input' | 'ready' | 'sent' | 'bounced' | 'failed' | 'uncertain' | 'suppressed' | 'call_due' | 'skipped' | null
}

export interface Announcements {
  practiceId: string
  id: Generated<string>
  clientId: string
  landingId: string
  status: Generated<'draft' | 'awaiting_approval' | 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled'>
  scheduledFor: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  approvedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  approvedByKind: 'client' | 'member' | null
  approvedById: string | null
  revision: Generated<number>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  approvals: ColumnType<{ kind: 'client' | 'member'; id: string | null; at: string; revision: number }[], string | undefined, string>
  approvalRequestedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  notesReportedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  completedReportedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  hourChosen: Generated<boolean>
  pausedBecause: 'bounces' | 'complaints' | null
}

export interface Breaks {
  practiceId: string
  id: Generated<string>
  clientId: string
  startsOn: string
  endsOn: string
  reason: string | null
  declaredBy: 'client' | 'coach'
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface CadencePolicies {
  practiceId: string
  policy: ColumnType<unknown, string, string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Campaigns {
  practiceId: string
  id: string
  clientId: string | null
  state: Generated<'open' | 'held' | 'cancelled'>
  resumedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface ClientAccess {
  practiceId: string
  clientId: string
  memberId: string
  how: 'coach' | 'grant'
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface ClientCadencePolicies {
  practiceId: string
  clientId: string
  policy: ColumnType<unknown, string, string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Clients {
  practiceId: string
  id: Generated<string>
  name: string
  email: string
  emailKey: string
  timeZone: string
  locale: Generated<string>
  status: Generated<'active' | 'paused' | 'suspended' | 'alumni' | 'archived'>
  digest: 'weekly' | 'fortnightly' | 'monthly' | 'quarterly' | 'off' | null
  consents: ColumnType<{ coachApprovesForMe?: { givenOn: string; how: string }; coachSeesAfterwards?: 'all' | 'summary' | 'nothing' }, string | undefined, string>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  erasedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  digestWeekday: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday' | null
  digestHour: number | null
}

export interface Commitments {
  practiceId: string
  id: Generated<string>
  clientId: string
  searchId: string | null
  landingId: string | null
  gentle: GeneratedAlways<boolean>
  title: string
  targets: ColumnType<{ measure: 'interactions' | 'people' | 'minutes' | 'coverage'; types?: Interactions['type'][]; direction?: NonNullable<Interactions['direction']>; newPeople?: 'ever' | 'this_search'; minMinutes?: number; target: number }[], string, string>
  period: 'day' | 'week' | 'fortnight' | 'month' | 'once'
  weekStartsOn: Generated<'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'>
  startsOn: string
  endsOn: string | null
  status: Generated<'proposed' | 'active' | 'paused' | 'ended'>
  acceptedOn: string | null
  acceptedHow: 'session' | 'link' | 'in_person' | 'landing' | null
  acceptedNote: string | null
  pausedBecause: 'coach' | 'client_paused' | null
  endedBecause: 'coach' | 'end_date' | 'landed' | 'withdrawn' | 'landing_undone' | 'completed' | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  endedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface ContactTags {
  practiceId: string
  clientId: string
  contactId: string
  tagKey: string
  tag: string
  nameKey: Generated<string>
}

export interface ContactWords {
  practiceId: string
  clientId: string
  word: string
  contactId: string
  place: number
}

export interface Contacts {
  practiceId: string
  id: Generated<string>
  clientId: string
  name: string
  nameKey: string
  email: string | null
  emailKey: string | null
  phone: string | null
  company: string | null
  companyKey: string | null
  title: string | null
  profileUrl: string | null
  location: string | null
  timeZone: string | null
  tier: Generated<'inner' | 'active' | 'extended'>
  tags: Generated<string[]>
  preferredChannel: 'email' | 'call' | null
  howMet: string | null
  notes: string | null
  thingsToRemember: string | null
  doNotContact: Generated<boolean>
  nextFollowUpOn: string | null
  firstInteractionAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  lastInteractionAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  calls: Generated<number>
  emails: Generated<number>
  meetings: Generated<number>
  interactions: Generated<number>
  minutes: Generated<number>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  erasedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  cadenceStatus: 'active' | 'paused' | 'off' | null
  cadenceSteps: number[] | null
  cadenceSetOn: string | null
  followUpChosenOn: string | null
  followUpChosenAfter: string | null
  followUpSince: string | null
  followUpStep: number | null
  followUpEveryDays: number | null
  followUpIdealOn: string | null
  followUpLatestOn: string | null
  coolingOn: string | null
  dormantOn: string | null
}

export interface DigestSchedules {
  practiceId: string
  recipientId: string
  clientId: string | null
  memberId: string | null
  period: string
  fallsOn: string
  dueAt: ColumnType<Date, Date | string, Date | string>
  quarterlySince: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface Digests {
  practiceId: string
  id: Generated<string>
  recipientId: string
  clientId: string | null
  memberId: string | null
  period: string
  fallsOn: string
  status: Generated<'planned' | 'sent' | 'quiet' | 'dropped'>
  plannedAt: ColumnType<Date, Date | string, Date | string>
  writtenAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  messageId: string | null
  contactIds: Generated<string[]>
}

export interface DismissedDuplicates {
  practiceId: string
  clientId: string
  contactId: string
  otherContactId: string
  dismissedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Disputes {
  practiceId: string
  id: Generated<string>
  clientId: string
  periodId: string
  reason: string
  status: Generated<'open' | 'upheld' | 'rejected'>
  decidedBecause: string | null
  decidedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface EnforcementPolicies {
  practiceId: string
  version: number
  policy: ColumnType<unknown, string, string>
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface ErasedAddresses {
  practiceId: string
  networkId: string
  addressHash: Buffer
  erasedAt: ColumnType<Date, Date | string, Date | string>
}

export interface EscalationNotices {
  practiceId: string
  clientId: string
  id: Generated<string>
  escalationId: string
  kind: 'reminder' | 'nudge' | 'warning' | 'suspended' | 'reinstated' | 'retraction'
  status: 'planned' | 'queued' | 'accepted' | 'undelivered' | 'dropped'
  dueAt: ColumnType<Date, Date | string, Date | string>
  queuedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  messageId: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface Escalations {
  practiceId: string
  clientId: string
  id: Generated<string>
  stepKey: string
  action: 'remind' | 'nudge' | 'warn' | 'propose_suspension' | 'suspend'
  status: 'planned' | 'held' | 'taken' | 'declined' | 'retracted'
  takenBy: 'ladder' | 'hand'
  policyVersion: number
  template: string
  copyTo: Generated<string[]>
  week: string | null
  cause: ColumnType<{ periodId: string; title: string; endsAt: string; timeZone: string }[], string | undefined, string>
  reason: string | null
  outcome: 'undelivered' | 'held_by_coach' | 'cause_gone' | 'superseded' | 'caught_up' | 'made_up' | 'reinstated' | 'reached_by_hand' | 'came_late' | 'overcome' | null
  dueAt: ColumnType<Date, Date | string, Date | string>
  takenAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  acceptedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  endedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  endedBecause: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Events {
  practiceId: string
  id: Generated<string>
  position: GeneratedAlways<string>
  xid: Generated<string>
  clientId: string | null
  actorKind: 'member' | 'client' | 'api_key' | 'system'
  actorId: string | null
  kind: string
  subjectKind: string
  subjectId: string
  payload: ColumnType<unknown, string | undefined, string>
  requestId: string | null
  recordedAt: ColumnType<Date, Date | string, Date | string>
}

export interface ExportChunks {
  practiceId: string
  clientId: string
  exportId: string
  number: number
  bytes: Buffer
}

export interface Exports {
  practiceId: string
  id: Generated<string>
  clientId: string
  format: 'json' | 'csv' | 'vcard' | 'ics'
  status: Generated<'queued' | 'running' | 'done' | 'failed'>
  processed: Generated<number>
  total: Generated<number>
  part: Generated<number>
  afterId: string | null
  bytes: Generated<string>
  expiresAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  finishedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  askedByMemberId: string | null
}

export interface HelpOffers {
  practiceId: string
  id: Generated<string>
  clientId: string
  contactId: string
  recipientId: string | null
  status: Generated<'open' | 'taken_up' | 'fulfilled' | 'withdrawn'>
  offeredOn: string
  takenUpOn: string | null
  fulfilledOn: string | null
  what: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface IdempotencyKeys {
  practiceId: string
  caller: string
  method: string
  path: string
  key: string
  requestHash: Buffer
  status: number
  headers: ColumnType<Record<string, string>, string, string>
  body: Buffer | null
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface ImportChunks {
  practiceId: string
  clientId: string
  importId: string
  number: number
  bytes: Buffer
}

export interface ImportRows {
  practiceId: string
  clientId: string
  importId: string
  number: number
  outcome: 'create' | 'update' | 'duplicate' | 'reject'
  reason: string | null
  contactId: string | null
  before: ColumnType<unknown | null, string | null | undefined, string | null>
  after: ColumnType<unknown | null, string | null | undefined, string | null>
  emailKey: string | null
  nameKey: string | null
  companyKey: string | null
  revert: 'removed' | 'restored' | 'kept' | null
  revertReason: string | null
  part: Generated<'contacts' | 'searches' | 'opportunities' | 'interviews' | 'interactions' | 'introductions' | 'helpOffers' | 'cadencePolicies'>
  sourceId: string | null
  interactionId: string | null
  introductionId: string | null
  searchId: string | null
  opportunityId: string | null
  interviewId: string | null
  helpOfferId: string | null
}

export interface Imports {
  practiceId: string
  id: Generated<string>
  clientId: string
  status: Generated<'queued' | 'running' | 'done' | 'failed' | 'reverted'>
  dryRun: boolean
  fileName: string | null
  format: 'linkedin' | 'google' | 'outlook' | 'csv' | 'vcard' | 'cadre'
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  mapping: ColumnType<Record<string, string> | null, string | null | undefined, string | null>
  total: number | null
  processed: Generated<number>
  creates: Generated<number>
  updates: Generated<number>
  duplicates: Generated<number>
  rejects: Generated<number>
  failure: ColumnType<{ code: string; detail: string } | null, string | null | undefined, string | null>
  queuedAt: ColumnType<Date, Date | string, Date | string>
  finishedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  revertRequestedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  removed: Generated<number>
  restored: Generated<number>
  kept: Generated<number>
  revertBelow: number | null
  revertedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  askedByMemberId: string | null
}

export interface InteractionContacts {
  practiceId: string
  clientId: string
  interactionId: string
  contactId: string
  position: number
  adviceAbout: string | null
  adviceHelped: string | null
  adviceWords: string | null
  adviceQuotable: Generated<boolean>
}

export interface InteractionDrafts {
  practiceId: string
  id: Generated<string>
  clientId: string
  mailKey: Buffer
  direction: 'outbound' | 'inbound'
  occurredAt: ColumnType<Date, Date | string, Date | string>
  people: ColumnType<unknown, string, string>
  subject: string | null
  body: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface Interactions {
  practiceId: string
  id: Generated<string>
  clientId: string
  type: 'call' | 'email' | 'meeting' | 'video_call' | 'message' | 'letter' | 'event'
  direction: 'outbound' | 'inbound' | 'mutual' | null
  occurredAt: ColumnType<Date, Date | string, Date | string>
  minutes: number | null
  summary: string | null
  outcome: string | null
  searchId: string | null
  opportunityId: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Interviewers {
  practiceId: string
  clientId: string
  interviewId: string
  position: number
  name: string
  role: string | null
  contactId: string | null
}

export interface Interviews {
  practiceId: string
  id: Generated<string>
  clientId: string
  opportunityId: string
  round: number
  occurredAt: ColumnType<Date, Date | string, Date | string>
  outcome: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Introductions {
  practiceId: string
  id: Generated<string>
  clientId: string
  introducerContactId: string
  introducedContactId: string
  introducedOn: string
  interactionId: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  madePrimaryAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface Invitations {
  practiceId: string
  id: Generated<string>
  email: string
  emailKey: string
  role: 'owner' | 'coach' | 'assistant'
  invitedBy: string | null
  expiresAt: ColumnType<Date, Date | string, Date | string>
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface Landings {
  practiceId: string
  id: Generated<string>
  clientId: string
  searchId: string
  position: string
  company: string
  companyDescription: string | null
  startsOn: string
  landedOn: string
  holdUntil: string | null
  opportunityId: string | null
  reopenedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reopenedBecause: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface LinkUses {
  practiceId: string
  clientId: string | null
  linkHash: Buffer
  useId: string
  purpose: number
  once: boolean
  outcome: ColumnType<unknown, string | undefined, string>
  createdAt: ColumnType<Date, Date | string, Date | string>
  undoneAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface MailEvents {
  practiceId: string
  provider: string
  eventId: string
  messageId: string
  receivedAt: ColumnType<Date, Date | string, Date | string>
}

export interface MailSettings {
  practiceId: string
  smtpHost: string | null
  smtpPort: number | null
  smtpSecurity: 'tls' | 'starttls' | 'none' | null
  smtpUser: string | null
  smtpPassword: Buffer | null
  idempotencyHeader: string | null
  smtpVerifiedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  fromAddress: string | null
  dkimDomain: string | null
  dkimSelector: string | null
  dkimPublicKey: string | null
  dkimPrivateKey: Buffer | null
  domainVerifiedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  domainCheckedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Members {
  practiceId: string
  id: Generated<string>
  userId: string
  role: 'owner' | 'coach' | 'assistant'
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  digest: 'daily' | 'weekly' | 'off' | null
  digestWeekday: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday' | null
  digestHour: number | null
}

export interface MergedContacts {
  practiceId: string
  clientId: string
  contactId: string
  survivorContactId: string
  mergeId: string
  emailKey: string | null
  nameKey: string | null
  companyKey: string | null
}

export interface Merges {
  practiceId: string
  id: Generated<string>
  clientId: string
  contactId: string
  record: ColumnType<unknown | null, string | null | undefined, string | null>
  mergedAt: ColumnType<Date, Date | string, Date | string>
  undoUntil: ColumnType<Date, Date | string, Date | string>
  undoneAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface Messages {
  practiceId: string
  id: Generated<string>
  clientId: string | null
  contactId: string | null
  userId: string | null
  kind: string
  lane: 'transactional' | 'bulk'
  status: Generated<'queued' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed' | 'uncertain' | 'suppressed' | 'cancelled'>
  subjectKind: string | null
  subjectId: string | null
  campaignId: string | null
  fromName: string
  fromAddress: string
  toName: string
  toAddress: string
  toKey: string
  replyToAddress: string | null
  subject: string
  textBody: string
  htmlBody: string
  headers: ColumnType<Record<string, string>, string | undefined, string>
  messageIdHeader: string
  secret: string | null
  attempt: Generated<number>
  leaseId: string | null
  bodyStartedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  nextAttemptAt: ColumnType<Date, Date | string, Date | string>
  giveUpAt: ColumnType<Date, Date | string, Date | string>
  expiresAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  sentAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  response: string | null
  captured: Generated<boolean>
  timeline: ColumnType<{ at: string; status: string; detail?: string }[], string | undefined, string>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  attemptEnd: ColumnType<unknown | null, string | null | undefined, string | null>
  toDomain: GeneratedAlways<string>
}

export interface Opportunities {
  practiceId: string
  id: Generated<string>
  clientId: string
  searchId: string
  company: string
  role: string
  source: 'contact' | 'job_board' | 'recruiter' | 'employer' | 'other'
  sourceContactId: string | null
  status: Generated<'lead' | 'applied' | 'interviewing' | 'offer' | 'accepted' | 'declined' | 'lost'>
  notes: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Outbox {
  practiceId: string
  id: Generated<string>
  job: string
  payload: ColumnType<unknown, string, string>
  publishAt: ColumnType<Date, Date | string | undefined, Date | string>
  publications: Generated<number>
  parkedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  traceId: string | null
  createdAt: ColumnType<Date, Date | string | undefined, Date | string>
}

export interface Periods {
  practiceId: string
  id: Generated<string>
  clientId: string
  commitmentId: string
  period: 'day' | 'week' | 'fortnight' | 'month' | 'once'
  startsAt: ColumnType<Date, Date | string, Date | string>
  endsAt: ColumnType<Date, Date | string, Date | string>
  timeZone: string
  startsOn: string
  endsOn: string
  plannedEndsOn: string
  targets: ColumnType<{ measure: 'interactions' | 'people' | 'minutes' | 'coverage'; types?: Interactions['type'][]; direction?: NonNullable<Interactions['direction']>; newPeople?: 'ever' | 'this_search'; minMinutes?: number; target: number; expected: number }[], string, string>
  days: number
  wholeDays: number
  status: Generated<'open' | 'met' | 'missed' | 'excused' | 'void'>
  result: ColumnType<{ achieved: number; expected: number }[] | null, string | null | undefined, string | null>
  judgeAt: ColumnType<Date, Date | string, Date | string>
  judgedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  closesAt: ColumnType<Date, Date | string, Date | string>
  excusedBecause: string | null
  voidBecause: string | null
  history: ColumnType<{ at: string; from: string; to: string; because: string }[], string | undefined, string>
  succeeded: Generated<boolean>
  dueAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  dueBecause: 'interaction_logged' | 'interaction_updated' | 'interaction_deleted' | 'break_changed' | 'holidays_changed' | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  weekStartsOn: Generated<'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'>
}

export interface Practices {
  id: string
  name: string
  timeZone: string
  sandbox: Generated<boolean>
  clientAppUrl: string | null
  memberAppUrl: string | null
  allowedOrigins: Generated<string[]>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
  accentColor: string | null
  postalAddress: string | null
  approvalRule: Generated<'client' | 'coach_with_consent' | 'both'>
  mailsPerMinute: number | null
  mailsPerDay: number | null
  mailsPerDomainMinute: number | null
  announcementHours: ColumnType<unknown | null, string | null | undefined, string | null>
  digestWeekday: Generated<'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'>
  digestHour: Generated<number>
  digestWhenQuiet: Generated<boolean>
}

export interface PublishedTemplates {
  practiceId: string
  kind: string
  version: number
  publishedAt: ColumnType<Date, Date | string, Date | string>
  failedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  failure: string | null
}

export interface RefreshTokens {
  practiceId: string
  hash: Buffer
  sessionId: string
  usedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  expiresAt: ColumnType<Date, Date | string, Date | string>
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface RestoreGuard {
  onlyRow: Generated<boolean>
  place: Generated<string>
  writtenBy: Generated<string>
  frozenByHand: Generated<boolean>
  allowedAt: ColumnType<Date, Date | string | undefined, Date | string>
}

export interface Searches {
  practiceId: string
  id: Generated<string>
  clientId: string
  title: string | null
  status: Generated<'active' | 'landed' | 'withdrawn'>
  startedOn: string
  endedOn: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface SendingDays {
  practiceId: string
  day: string
  mails: number
}

export interface SendingPace {
  practiceId: string
  domain: string
  paidUntil: ColumnType<Date, Date | string, Date | string>
}

export interface SentBeforeRestore {
  messageId: string
}

export interface Sessions {
  practiceId: string
  id: Generated<string>
  memberId: string | null
  clientId: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
  expiresAt: ColumnType<Date, Date | string, Date | string>
  revokedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  revokedBecause: string | null
}

export interface SignInFailures {
  subject: Buffer
  windowStartedAt: ColumnType<Date, Date | string, Date | string>
  failures: number
}

export interface SigningKeys {
  kid: string
  publicJwk: ColumnType<unknown, string, string>
  sealedPrivateJwk: Buffer
  signsFrom: ColumnType<Date, Date | string, Date | string>
  retiresAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export interface Standings {
  practiceId: string
  clientId: string
  standing: 'good' | 'behind' | 'warned' | 'suspension_proposed' | 'suspended'
  since: ColumnType<Date, Date | string, Date | string>
  statusBefore: 'active' | 'paused' | 'alumni' | 'archived' | null
}

export interface Suppressions {
  practiceId: string
  id: Generated<string>
  clientId: string | null
  scope: 'client' | 'practice'
  email: string
  emailKey: string
  reason: 'unsubscribed' | 'hard_bounce' | 'complaint' | 'manual'
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface Tasks {
  practiceId: string
  id: Generated<string>
  clientId: string | null
  kind: 'call' | 'suspension' | 'undelivered_warning' | 'draft' | 'uncertain_message' | 'dispute' | 'paused_announcement' | 'reply' | 'interaction_draft' | 'sending_domain'
  status: Generated<'open' | 'done' | 'cancelled'>
  subjectId: string
  contactId: string | null
  title: string
  body: string | null
  dueOn: string | null
  doneAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface TemplateVersions {
  practiceId: string
  id: Generated<string>
  kind: string
  version: number
  subject: string
  body: string
  language: string
  note: string | null
  createdAt: ColumnType<Date, Date | string, Date | string>
}

export interface TestClocks {
  practiceId: string
  standsAt: ColumnType<Date, Date | string, Date | string>
  status: Generated<'ready' | 'advancing' | 'failed'>
  target: ColumnType<Date, Date | string, Date | string>
  processed: Generated<number>
  failure: ColumnType<{ kind: string; subjectId: string; code: string } | null, string | null | undefined, string | null>
}

export interface Users {
  id: string
  name: string
  email: string
  emailKey: string
  passwordHash: string
  emailVerifiedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  createdAt: ColumnType<Date, Date | string, Date | string>
  updatedAt: ColumnType<Date, Date | string, Date | string>
}

export interface Database {
  accessHandles: AccessHandles
  agenda: Agenda
  announcementRecipients: AnnouncementRecipients
  announcements: Announcements
  breaks: Breaks
  cadencePolicies: CadencePolicies
  campaigns: Campaigns
  clientAccess: ClientAccess
  clientCadencePolicies: ClientCadencePolicies
  clients: Clients
  commitments: Commitments
  contactTags: ContactTags
  contactWords: ContactWords
  contacts: Contacts
  digestSchedules: DigestSchedules
  digests: Digests
  dismissedDuplicates: DismissedDuplicates
  disputes: Disputes
  enforcementPolicies: EnforcementPolicies
  erasedAddresses: ErasedAddresses
  escalationNotices: EscalationNotices
  escalations: Escalations
  events: Events
  exportChunks: ExportChunks
  exports: Exports
  helpOffers: HelpOffers
  idempotencyKeys: IdempotencyKeys
  importChunks: ImportChunks
  importRows: ImportRows
  imports: Imports
  interactionContacts: InteractionContacts
  interactionDrafts: InteractionDrafts
  interactions: Interactions
  interviewers: Interviewers
  interviews: Interviews
  introductions: Introductions
  invitations: Invitations
  landings: Landings
  linkUses: LinkUses
  mailEvents: MailEvents
  mailSettings: MailSettings
  members: Members
  mergedContacts: MergedContacts
  merges: Merges
  messages: Messages
  opportunities: Opportunities
  outbox: Outbox
  periods: Periods
  practices: Practices
  publishedTemplates: PublishedTemplates
  refreshTokens: RefreshTokens
  restoreGuard: RestoreGuard
  searches: Searches
  sendingDays: SendingDays
  sendingPace: SendingPace
  sentBeforeRestore: SentBeforeRestore
  sessions: Sessions
  signInFailures: SignInFailures
  signingKeys: SigningKeys
  standings: Standings
  suppressions: Suppressions
  tasks: Tasks
  templateVersions: TemplateVersions
  testClocks: TestClocks
  users: Users
}
