import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { getClient } from '../clients/clients.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import { mayMail } from '../users/guesses.service.ts'
import { getUserOfMember } from '../users/users.service.ts'
import type { Followed } from './entering.service.ts'
import type { Office } from './office.service.ts'
import { expiryOf, rulesOf } from './purposes.rules.ts'
import { claimUse } from './uses.repository.ts'

/**
 * Mails a link like one that has expired to whom that was given, at the address they have now; at most five an hour to
 * a mailbox, and once for each form. Whoever asks is not told.
 */
export async function mailFreshLink(
  trx: PracticeTrx,
  { office, guessKey }: { office: Office; guessKey: Buffer },
  link: Followed,
  useId: string,
): Promise<void> {
  const { holderId, subjectId, linkHash, purpose } = link
  const clientId = trx.actor.kind === 'client' ? trx.actor.id : null
  if (!(await claimUse(trx, { linkHash, useId, clientId, purpose: rulesOf(purpose).code, once: false }))) return
  const to = await holderOf(trx)
  if (!to || !(await mayMail({ db: trx, guessKey }, normalizeAddress(to.email)!))) return
  const expiresAt = expiryOf(purpose, trx.now)!
  const facts = {
    link: office.linkTo(trx, purpose, { holderId, subjectId }),
    validMinutes: (expiresAt.getTime() - trx.now.getTime()) / 60_000,
    name: firstName(to.name) ?? to.name,
    purpose: rulesOf(purpose).says,
  }
  const letter = await letterFor(trx, 'fresh_link', facts, { seed: subjectId })
  await queueMessage(trx, {
    ...letter,
    kind: 'fresh_link',
    lane: 'transactional',
    ...(clientId ? { clientId } : { userId: holderId }),
    from: { name: (await getPractice(trx)).name, address: office.mailFrom },
    to: { name: to.name, address: to.email },
    expiresAt,
  })
}

async function holderOf(trx: PracticeTrx): Promise<{ name: string; email: string } | undefined> {
  if (trx.actor.kind === 'client') return getClient(trx, trx.actor.id)
  return trx.actor.kind === 'member' ? getUserOfMember(trx, trx.actor.id) : undefined
}
