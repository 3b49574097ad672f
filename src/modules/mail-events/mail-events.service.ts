import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { noteAnswer } from '../messages/answers.service.ts'
import { changeMessages, type MessageOwners } from '../messages/ledger.service.ts'
import { getMessage } from '../messages/messages.service.ts'
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

/** A mail of ours that somebody names. */
export interface NamedMail {
  messageId: string
  /** Enters its practice and runs the step; not again for the same id of the same provider. */
  once(step: (trx: PracticeTrx) => Promise<void>): Promise<void>
}

/** The mail that an event names by Message-ID, if there is one that the source speaks for. */
export async function findNamedMail(
  { db }: Pick<MailEventDeps, 'db'>,
  { provider, practiceId }: Source,
  event: Pick<ProviderEvent, 'id' | 'messageIds'>,
): Promise<NamedMail | undefined> {
  for (const header of event.messageIds.slice(0, 10)) {
    const mail = await findMail(db, header)
    if (!mail || (practiceId !== undefined && practiceId !== mail.practiceId)) continue
    const { messageId } = mail
    return {
      messageId,
      async once(step) {
        await enterAsSystem(db, mail.practiceId, async (trx) => {
          if (await insertMailEvent(trx, { provider, eventId: event.id, messageId })) await step(trx)
        })
      },
    }
  }
  return undefined
}

/**
 * Lets an event have its effect on the mail that it names: once, whoever tells it how often. What names no mail, or one of
 * a practice that the source does not speak for, has none; nobody is told the difference.
 */
export async function noteMailEvent(deps: MailEventDeps, source: Source, event: ProviderEvent): Promise<void> {
  const mail = await findNamedMail(deps, source, event)
  await mail?.once((trx) => takeEffect(trx, deps, mail.messageId, event))
}

async function takeEffect(
  trx: PracticeTrx,
  { messageOwners }: MailEventDeps,
  id: string,
  { kind, detail }: ProviderEvent,
): Promise<void> {
  if (kind === 'delivered' || kind === 'bounced' || kind === 'complained') {
    await changeMessages(trx, messageOwners, [{ id, status: kind, detail }])
    return
  }
  const message = await getMessage(trx, id)
  if (kind === 'replied') return noteAnswer(trx, messageOwners, message, { at: trx.now })
  await recordEvent(trx, { kind: `message.${kind}`, subjectId: id, clientId: message.clientId, payload: { detail } })
}
