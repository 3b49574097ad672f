import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { changeMessages, type MessageOwners } from '../messages/ledger.service.ts'
import { getMessage } from '../messages/messages.service.ts'
import { openTasks } from '../tasks/tasks.service.ts'
import { findMail, insertMailEvent } from './mail-events.repository.ts'
import type { ProviderEvent } from './provider-event.rules.ts'

/** What is needed to find out whose mail something is about, and to tell them. */
export interface MailEventDeps {
  db: Kysely<Database>
  messageOwners: MessageOwners
}

/** Who tells: a provider, and for whose mails it may speak. */
export interface Source {
  provider: string
  /** One practice's only; undefined: of all that leave by the platform's server. */
  practiceId: string | undefined
}

/**
 * Lets an event have its effect on the mail that it names by Message-ID: once, whoever tells it how often. What names no
 * mail, or one of a practice that the source does not speak for, has none; nobody is told the difference.
 */
export async function noteMailEvent(
  { db, messageOwners }: MailEventDeps,
  { provider, practiceId }: Source,
  event: ProviderEvent,
): Promise<void> {
  for (const header of event.messageIds.slice(0, 10)) {
    const mail = await findMail(db, header)
    if (!mail || (practiceId !== undefined && practiceId !== mail.practiceId)) continue
    const { messageId } = mail
    await enterAsSystem(db, mail.practiceId, async (trx) => {
      const isNew = await insertMailEvent(trx, { provider, eventId: event.id, messageId })
      if (isNew) await takeEffect(trx, messageOwners, messageId, event)
    })
    return
  }
}

async function takeEffect(
  trx: PracticeTrx,
  owners: MessageOwners,
  id: string,
  { kind, detail }: ProviderEvent,
): Promise<void> {
  if (kind === 'delivered' || kind === 'bounced' || kind === 'complained') {
    await changeMessages(trx, owners, [{ id, status: kind, detail }])
    return
  }
  const { clientId, contactId, toName, subject } = await getMessage(trx, id)
  await recordEvent(trx, { kind: `message.${kind}`, subjectId: id, clientId, payload: { detail } })
  if (kind !== 'replied') return
  const title = `${toName} answered “${subject}”`
  await openTasks(trx, [{ kind: 'reply', subjectId: id, clientId, contactId, title }])
}
