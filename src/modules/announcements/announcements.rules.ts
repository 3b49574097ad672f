/*
 * What an announcement and its recipients may become. Every change goes through these tables; ARCHITECTURE.md prints them.
 */

export type AnnouncementStatus =
  'draft' | 'awaiting_approval' | 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled'

export type RecipientStatus =
  | 'pending'
  | 'needs_input'
  | 'ready'
  | 'queued'
  | 'sent'
  | 'bounced'
  | 'failed'
  | 'uncertain'
  | 'suppressed'
  | 'call_due'
  | 'told'
  | 'skipped'

export const announcementTransitions: Record<AnnouncementStatus, readonly AnnouncementStatus[]> = {
  draft: ['awaiting_approval', 'scheduled', 'cancelled'],
  awaiting_approval: ['draft', 'scheduled', 'cancelled'],
  // Where client and coach both approve, a change afterwards asks them again.
  scheduled: ['sending', 'paused', 'cancelled', 'draft', 'awaiting_approval'],
  sending: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'sending', 'cancelled', 'awaiting_approval'],
  // A note that bounces after the last person was told opens it again.
  completed: ['sending'],
  cancelled: [],
}

export const recipientTransitions: Record<RecipientStatus, readonly RecipientStatus[]> = {
  pending: ['needs_input', 'ready', 'suppressed', 'skipped', 'told'],
  needs_input: ['ready', 'suppressed', 'skipped', 'told'],
  ready: ['needs_input', 'queued', 'call_due', 'suppressed', 'skipped', 'told'],
  queued: ['ready', 'sent', 'bounced', 'failed', 'uncertain', 'suppressed'],
  sent: ['bounced', 'failed', 'uncertain', 'suppressed', 'told'],
  bounced: ['call_due', 'told', 'skipped', 'suppressed'],
  failed: ['queued', 'call_due', 'told', 'skipped'],
  uncertain: ['sent', 'failed', 'queued', 'told', 'skipped'],
  suppressed: ['told'],
  call_due: ['told', 'skipped', 'suppressed', 'needs_input', 'ready'],
  told: [],
  skipped: ['needs_input', 'ready', 'told'],
}

export const mayBecome = <Status extends string>(
  table: Record<Status, readonly Status[]>,
  from: Status,
  to: Status,
): boolean => table[from].includes(to)

/** From where a status can be reached. */
export const comesFrom = <Status extends string>(table: Record<Status, readonly Status[]>, to: Status): Status[] =>
  (Object.keys(table) as Status[]).filter((from) => table[from].includes(to))

/** Statuses in which what would be sent can still be changed. */
export const openForEdits: readonly AnnouncementStatus[] = ['draft', 'awaiting_approval', 'scheduled', 'paused']

/** Told, or excused from being told; everybody else is still to be told. */
export const toldStatuses: readonly RecipientStatus[] = ['sent', 'told']
export const excusedStatuses: readonly RecipientStatus[] = ['skipped', 'suppressed']

export type Channel = 'email' | 'call' | 'letter' | 'self'

export interface ContactFacts {
  email: string | null
  preferredChannel: 'email' | 'call' | null
}

/** The people who led to the job get a call; so does who prefers one, or has no address. */
export function defaultChannel(contact: ContactFacts, { onChain }: { onChain: boolean }): Channel {
  if (onChain || contact.preferredChannel === 'call' || contact.email === null) return 'call'
  return 'email'
}

/** When the notes go out: the chosen instant, else now. */
export const writtenAt = ({ now }: { now: Date }, { scheduledFor }: { scheduledFor: Date | null }): Date =>
  scheduledFor && scheduledFor > now ? scheduledFor : now
