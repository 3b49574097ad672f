import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import { issueHandle, withdrawHandles } from '../access-handles/access-handles.service.ts'
import { linkTo } from './links.rules.ts'
import { listMemberships, type User } from './users.repository.ts'
import type { AuthDeps } from './users.service.ts'

const letters = {
  email_verification: { page: 'verify-email', validMinutes: 24 * 60 },
  password_reset: { page: 'reset-password', validMinutes: 30 },
} as const

/**
 * Mails a user a link that proves the mailbox is theirs; earlier links of the kind stop working.
 *
 * A user of several practices gets a page of ours whatever the practice's app: one practice must not be able to catch
 * what opens the others, nor write the letter that it comes in.
 */
export async function mailAccountLink(
  trx: PracticeTrx,
  deps: Pick<AuthDeps, 'publicUrl' | 'mailFrom'>,
  kind: keyof typeof letters,
  user: Pick<User, 'id' | 'name' | 'email'>,
): Promise<void> {
  const { page, validMinutes } = letters[kind]
  await withdrawHandles(trx, user.id, [kind])
  const expiresAt = addMilliseconds(trx.now, validMinutes * 60_000)
  const token = await issueHandle(trx, { kind, userId: user.id, subjectId: user.id, expiresAt })
  const isOnlyHere = (await listMemberships(trx, user.id)).length === 1
  const appUrl = isOnlyHere ? (await getPractice(trx)).memberAppUrl : null
  const link = linkTo(page, token, { appUrl, publicUrl: deps.publicUrl })
  const letter = await letterFor(
    trx,
    kind,
    { name: user.name, link, validMinutes },
    { seed: user.id, builtIn: !isOnlyHere },
  )
  await queueMessage(trx, {
    kind,
    lane: 'transactional',
    userId: user.id,
    from: { name: 'Cadre', address: deps.mailFrom },
    to: { name: user.name, address: user.email },
    ...letter,
    secret: token,
    expiresAt,
  })
}
