import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { openTasks } from '../tasks/tasks.service.ts'
import type { Answer, MessageOwners } from './ledger.service.ts'
import type { Message } from './messages.repository.ts'

/** A person answered a message: somebody is to read that, and whoever sent it need not go on asking. */
export async function noteAnswer(
  trx: PracticeTrx,
  owners: MessageOwners,
  { id, clientId, contactId, toName, subject, subjectKind, subjectId }: Message,
  answer: Answer,
): Promise<void> {
  await recordEvent(trx, { kind: 'message.replied', subjectId: id, clientId })
  const title = `${toName} answered “${subject}”`
  await openTasks(trx, [{ kind: 'reply', subjectId: id, clientId, contactId, title }])
  if (subjectKind && subjectId) await owners[subjectKind]?.answered?.(trx, subjectId, answer)
}
