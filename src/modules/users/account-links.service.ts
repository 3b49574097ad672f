import { notFound } from '../../errors.ts'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { getHandle, type HandleKind, resolveHandle, spendHandle } from '../access-handles/access-handles.service.ts'
import { getInvitation } from '../members/invitations.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { findCredentials, type User } from './users.repository.ts'
import { type AuthDeps, enterAsMember } from './users.service.ts'

/** What a link of ours is for. */
export type AccountLink =
  | { kind: 'email_verification' }
  | { kind: 'password_reset' }
  | { kind: 'invitation'; practiceName: string; email: string; isKnown: boolean }

/** What a link is for, without using it up; undefined when it is no longer good. */
export async function readLink({ db }: Pick<AuthDeps, 'db'>, token: string): Promise<AccountLink | undefined> {
  const handle = await resolveHandle(db, ['email_verification', 'password_reset', 'invitation'], token)
  if (!handle) return undefined
  const { kind, practiceId, subjectId, expiresAt } = handle
  return enterAsSystem(db, practiceId, async (trx) => {
    if (expiresAt && expiresAt <= trx.now) return undefined
    if (kind === 'email_verification' || kind === 'password_reset') return { kind }
    if (kind !== 'invitation') return undefined
    const { email, emailKey } = await getInvitation(trx, subjectId)
    const { name: practiceName } = await getPractice(trx)
    return { kind, practiceName, email, isKnown: (await findCredentials(trx, emailKey)) !== undefined }
  })
}

/**
 * Uses up a link that was mailed to a user and does, as that user, what it is for. Of several at once one succeeds.
 *
 * @throws 404 link_refused when it was used, replaced, withdrawn or has expired
 */
export async function followLink(
  { db }: Pick<AuthDeps, 'db'>,
  link: { kind: HandleKind; token: string; requestId: string },
  step: (trx: PracticeTrx, user: User) => Promise<void>,
): Promise<void> {
  const { userId, practiceId } = await getHandle(db, link.kind, link.token)
  if (!userId) throw notFound()
  const isDone = await enterAsMember(
    db,
    userId,
    (memberships) => memberships.find((membership) => membership.practiceId === practiceId),
    async (trx, { user }) => {
      await spendHandle(trx, link.kind, link.token)
      await step(trx, user)
      return true
    },
    link.requestId,
  )
  if (!isDone) throw notFound()
}
