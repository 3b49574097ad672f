import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { noteAnswer } from './answers.service.ts'
import { changeMessages, type MessageOwners, type NewStatus } from './ledger.service.ts'
import { messageStatusRefused } from './messages.problems.ts'
import { lockMessage, type Message } from './messages.repository.ts'
import { comesFrom, giveUpAfterMs } from './messages.rules.ts'
import { getMessage } from './messages.service.ts'
import { wakeLane } from './waking.service.ts'

/** Sends a message that failed once more, or one that is uncertain after a person looked. @throws 404, 409 */
export async function resendMessage(trx: PracticeTrx, owners: MessageOwners, id: string): Promise<Message> {
  const message = await change(trx, owners, id, ['failed', 'uncertain'], {
    id,
    status: 'queued',
    attempt: 0,
    nextAttemptAt: trx.now,
    giveUpAt: addMilliseconds(trx.now, giveUpAfterMs),
    detail: 'sent again by hand',
  })
  await wakeLane(trx, message.lane)
  return message
}

/** Settles an uncertain message by what a person found out. @throws 404, 409 */
export const resolveMessage = (
  trx: PracticeTrx,
  owners: MessageOwners,
  id: string,
  verdict: 'delivered' | 'not_delivered',
): Promise<Message> =>
  change(trx, owners, id, ['uncertain'], {
    id,
    status: verdict === 'delivered' ? 'delivered' : 'failed',
    detail: 'found out by hand',
  })

/** What may be simulated of a message of a sandbox. */
export type SimulatedEvent = 'bounced' | 'complained' | 'failed' | 'uncertain' | 'replied'

/** Lets happen in a sandbox, where mail never leaves, what mail meets elsewhere. @throws 404, outside sandboxes too; 409 */
export async function simulateMessage(
  trx: PracticeTrx,
  owners: MessageOwners,
  id: string,
  event: SimulatedEvent,
): Promise<Message> {
  if (!trx.sandbox) throw notFound()
  if (event !== 'replied') return change(trx, owners, id, comesFrom(event), { id, status: event, detail: 'simulated' })
  await noteAnswer(trx, owners, await lock(trx, id, ['sent', 'delivered']), { at: trx.now })
  return getMessage(trx, id)
}

async function change(
  trx: PracticeTrx,
  owners: MessageOwners,
  id: string,
  from: Message['status'][],
  to: NewStatus,
): Promise<Message> {
  await lock(trx, id, from)
  await changeMessages(trx, owners, [to])
  return getMessage(trx, id)
}

async function lock(trx: PracticeTrx, id: string, from: Message['status'][]): Promise<Message> {
  const message = await lockMessage(trx, id)
  if (!message) throw notFound()
  if (!from.includes(message.status)) {
    throw messageStatusRefused(`The message is ${message.status}; only ${from.join(' or ')} leads there.`)
  }
  return message
}
