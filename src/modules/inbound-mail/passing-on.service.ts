import type { PracticeTrx } from '../../infra/db/scope.ts'
import { parseAddress } from '../../infra/mail/address.ts'
import type { ReceivedMail } from '../../infra/mail/read-mail.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import type { Office } from '../links/office.service.ts'
import { getCoachOf } from '../members/members.service.ts'
import { answerPassedOn } from '../messages/messages.rules.ts'
import { countSince, queueMessage } from '../messages/messages.service.ts'

const kind = answerPassedOn
/** Nobody answers more often; who does is a machine, or up to something. */
const mostADay = 50
const longestText = 50_000

/**
 * Passes an answer to a client's note on to them: whoever writes back to this mail writes to who sent it. It is about its
 * writer, and forgotten with them.
 */
export async function passOnToClient(
  trx: PracticeTrx,
  office: Office,
  { clientId, contactId }: { clientId: string; contactId: string },
  mail: ReceivedMail,
): Promise<void> {
  const { name, email } = await getClient(trx, clientId)
  const why = 'This came as an answer to your note. If you answer this mail, they get it.'
  await passOn(trx, office, { clientId, contactId, to: { name, address: email }, replyTo: addressOf(mail), why }, mail)
}

/** Passes a client's answer to a letter in their coach's name on to the coach. */
export async function passOnToCoach(
  trx: PracticeTrx,
  office: Office,
  clientId: string,
  mail: ReceivedMail,
): Promise<void> {
  const client = await getClient(trx, clientId)
  const { name, email, userId } = await getCoachOf(trx, client)
  const why = `${client.name} answered a mail that came in your name. If you answer this one, it goes to them.`
  await passOn(trx, office, { clientId, userId, to: { name, address: email }, replyTo: client.email, why }, mail)
}

const addressOf = ({ from }: ReceivedMail) => from && parseAddress(from.address)

async function passOn(
  trx: PracticeTrx,
  office: Office,
  letter: {
    clientId: string
    contactId?: string
    userId?: string
    to: { name: string; address: string }
    replyTo: string | undefined
    why: string
  },
  { from, subject, text, hasFiles }: ReceivedMail,
): Promise<void> {
  const { clientId, replyTo, why, ...to } = letter
  const dayBefore = addMilliseconds(trx.now, -86_400_000)
  if ((await countSince(trx, { clientId, kind, since: dayBefore })) >= mostADay) return
  const files = hasFiles ? ' Files that came with it are not passed on.' : ''
  await queueMessage(trx, {
    ...to,
    kind,
    lane: 'transactional',
    clientId,
    from: { name: from?.name || from?.address || 'Somebody', address: office.mailFrom },
    ...(replyTo && { replyTo }),
    subject: subject || 'An answer',
    text: `${text.slice(0, longestText)}\n\n—\n${why}${files}`,
    // So that no mailbox answers it by itself.
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
}
