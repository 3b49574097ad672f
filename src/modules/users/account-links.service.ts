import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getHandle, type HandleKind, spendHandle } from '../access-handles/access-handles.service.ts'
import type { User } from './users.repository.ts'
import { type AuthDeps, enterAsMember } from './users.service.ts'

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
