import type { PracticeTrx } from '../../infra/db/scope.ts'
import { scheduleMany } from '../agenda/agenda.service.ts'
import { recordEvents } from '../events/events.service.ts'
import { suppress } from '../suppressions/suppressions.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { type ChangedMessage, changeStatuses, type StatusChange, strikeSecrets } from './ledger.repository.ts'
import { campaignIsWatched } from './messages.jobs.ts'
import { comesFrom, type MessageStatus, secretMark } from './messages.rules.ts'

/** As owners are told. Delivered is sent, since more was not to be known before; whoever complained is not written to. */
const toldAs = {
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'sent',
  bounced: 'bounced',
  complained: 'suppressed',
  failed: 'failed',
  uncertain: 'uncertain',
  suppressed: 'suppressed',
  cancelled: 'cancelled',
} as const satisfies Record<MessageStatus, MessageStatus>
type ToldStatus = (typeof toldAs)[MessageStatus]

/** What became of something that a message was about. */
export interface OwnerOutcome {
  subjectId: string
  status: ToldStatus
}

/** Who messages are about. */
interface MessageOwner {
  /** Hears of outcomes, in the very transaction of the outcome. */
  hear: (trx: PracticeTrx, outcomes: OwnerOutcome[]) => Promise<void>
  /**
   * Is asked of what is about to leave, in the transaction of the claim. What must not leave is cancelled; whether it is
   * written anew is the owner's own affair. Messages are held here: wait for nobody who goes on to write some.
   *
   * @returns why not, by the id of the message
   */
  withdraw?: (trx: PracticeTrx, leaving: { messageId: string; subjectId: string }[]) => Promise<Map<string, string>>
  /** Hears that a person answered. */
  answered?: (trx: PracticeTrx, subjectId: string, answer: Answer) => Promise<void>
}

/** What a person answered to a message. */
export interface Answer {
  /** Not in the future. */
  at: Date
  /** What they wrote, as far as that is known. */
  summary?: string
}

/** The owners by what messages are about (`about.kind`). The container fills it, so that this room knows none of them. */
export type MessageOwners = Partial<Record<string, MessageOwner>>

/** A change of status as its cause knows it. */
export interface NewStatus extends Omit<StatusChange, 'comesFrom' | 'takesBack' | 'entries'> {
  detail?: string
  /** It happened in passing, on the way to the status. */
  via?: MessageStatus
  /** The attempt did not take place: it leaves no trace on the timeline, but for the detail if there is one. */
  takesBack?: boolean
}

/**
 * The one way in which messages change status: by the table of transitions, with timeline, events, the effect on
 * whoever owns them, and on suppressions and tasks. What may not become what is asked (any more) stays as it is.
 *
 * @returns the messages that changed
 */
export async function changeMessages(
  trx: PracticeTrx,
  owners: MessageOwners,
  changes: NewStatus[],
): Promise<ChangedMessage[]> {
  if (changes.length === 0) return []
  const changed = await changeStatuses(trx, changes.map((change) => asChange(trx.now, change))) // prettier-ignore
  // A sandbox keeps its tokens: nobody has got them by mail.
  const final = trx.sandbox ? [] : changed.filter((message) => message.hasSecret && isFinal(message.status))
  if (final.length > 0) await strikeSecrets(trx, final.map(({ id }) => id), secretMark) // prettier-ignore

  // Between claim and retry a message is on its way all the time: that is for its timeline, not for the world.
  const told = changed.filter(({ wasStatus, status }) => !(wasStatus === 'sending' && status === 'queued'))
  await recordEvents(
    trx,
    told.map(({ id, clientId, status }) => ({ kind: `message.${status}` as const, subjectId: id, clientId })),
  )
  await tellOwners(trx, owners, told)
  for (const { toAddress, status } of told) {
    if (status === 'bounced') await suppress(trx, { email: toAddress, clientId: null, reason: 'hard_bounce' })
    if (status === 'complained') await suppress(trx, { email: toAddress, clientId: null, reason: 'complaint' })
  }
  await watchCampaigns(trx, told)
  await openTasks(trx, told.filter(({ status }) => status === 'uncertain').map(lookIntoIt))
  for (const { id, wasStatus } of told) {
    if (wasStatus === 'uncertain') await finishTasks(trx, { subjectId: id, status: 'done' })
  }
  return changed
}

/** Looking at a whole campaign belongs into a step of its own, and once a second is enough however many bounce. */
async function watchCampaigns(trx: PracticeTrx, changed: ChangedMessage[]): Promise<void> {
  const unwelcome = changed.filter(({ status }) => status === 'bounced' || status === 'complained')
  const dueAt = new Date(Math.ceil(trx.now.getTime() / 1000) * 1000)
  const campaigns = new Map(unwelcome.map(({ campaignId, clientId }) => [campaignId, clientId]))
  await scheduleMany(
    trx,
    [...campaigns].flatMap(([subjectId, clientId]) =>
      subjectId === null ? [] : [{ kind: campaignIsWatched, subjectId, clientId, dueAt }],
    ),
  )
}

function asChange(now: Date, { detail, via, takesBack = false, ...change }: NewStatus): StatusChange {
  const at = now.toISOString()
  const { status } = change
  const passed = via ? [{ at, status: via }] : []
  const entries = takesBack && status === 'queued' && !detail ? [] : [...passed, { at, status, detail }]
  return { ...change, comesFrom: comesFrom(status), takesBack, entries }
}

/** Nothing leads back from here to another attempt. */
const isFinal = (status: MessageStatus): boolean => !['queued', 'sending', 'failed', 'uncertain'].includes(status)

async function tellOwners(trx: PracticeTrx, owners: MessageOwners, changed: ChangedMessage[]): Promise<void> {
  const bySubjectKind = Map.groupBy(changed, ({ subjectKind }) => subjectKind ?? '')
  for (const [kind, messages] of bySubjectKind) {
    await owners[kind]?.hear(
      trx,
      messages.map(({ subjectId, status }) => ({
        subjectId: subjectId!,
        status: toldAs[status],
      })),
    )
  }
}

/** What a person needs in order to find it in the provider's log, or to ask its reader. */
const lookIntoIt = ({
  id,
  clientId,
  contactId,
  subject,
  toName,
  toAddress,
  messageIdHeader,
  timeline,
}: ChangedMessage) => ({
  kind: 'uncertain_message' as const,
  subjectId: id,
  clientId,
  contactId,
  title: `Find out whether “${subject}” reached ${toName}`,
  body: [
    `Message-ID ${messageIdHeader}, to ${toAddress}.`,
    ...timeline.map(({ at, status }) => `${at} ${status}`),
    'Look in the mail provider’s log, or ask. Then say which it was, or send it once more.',
  ].join('\n'),
})
