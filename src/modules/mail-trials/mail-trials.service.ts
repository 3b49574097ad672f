import type { PracticeTrx } from '../../infra/db/scope.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getUserOfMember, requireVerifiedEmail } from '../users/users.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { verifiedSender } from '../mail-settings/mail-routes.service.ts'

/** Sends a letter to whoever asks, as letters of the practice go. @throws 409 for an address that was never confirmed */
export async function sendTestMail(trx: PracticeTrx, mailFrom: string): Promise<{ messageId: string; to: string }> {
  await requireVerifiedEmail(trx)
  if (trx.actor.kind !== 'member') throw new Error('only members have settings to test')
  const { name, email } = await getUserOfMember(trx, trx.actor.id)
  const practice = await getPractice(trx)
  const messageId = await queueMessage(trx, {
    kind: 'mail_settings_test',
    lane: 'transactional',
    from: { name: practice.name, address: (await verifiedSender(trx)) ?? mailFrom },
    to: { name, address: email },
    subject: 'A letter to try things out',
    text: `${name},\n\nthis came the way that letters of ${practice.name} come. If you can read it, that works.\n`,
  })
  return { messageId, to: email }
}
