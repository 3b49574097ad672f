import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import {
  enterAsClient,
  enterAsSystem,
  type PracticeTrx,
  promiseToRead,
  refuseWhileAdvancing,
} from '../../infra/db/scope.ts'
import { hashToken } from '../../infra/security/secrets.ts'
import { getClient } from '../clients/clients.service.ts'
import { enterAsMember } from '../users/users.service.ts'
import type { Link } from './office.service.ts'
import { rulesOf } from './purposes.rules.ts'

/** A link that somebody holds, and what is kept of it. */
export interface Followed extends Link {
  linkHash: Buffer
}

export const followed = (link: Link, token: string): Followed => ({ ...link, linkHash: hashToken(token) })

export const isOver = ({ expiresAt }: Link, now: Date): boolean => expiresAt !== null && expiresAt <= now

/**
 * Enters the practice of a link as whoever it was given to, and runs one step in one transaction: a client sees nothing
 * but their own, a member what they may see by now.
 *
 * @returns what the step returns, or undefined (without running it) when they are not, or no longer, of the practice
 */
async function enterByLink<T>(
  db: Kysely<Database>,
  link: Link,
  requestId: string,
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> {
  const { practiceId, holderId } = link
  switch (rulesOf(link.purpose).holder) {
    case 'client':
      return enterAsClient(db, { practiceId, clientId: holderId, requestId }, async (trx) =>
        (await getClient(trx, holderId)).status === 'archived' ? undefined : step(trx),
      )
    case 'member':
      return enterAsMember(
        db,
        holderId,
        (memberships) => memberships.find((membership) => membership.practiceId === practiceId),
        step,
        requestId,
      )
    case 'reader':
      return enterAsSystem(db, practiceId, step)
  }
}

/** As `enterByLink`, with something said or asked before the step. */
const entering =
  (first: (trx: PracticeTrx) => Promise<void>) =>
  <T>(
    db: Kysely<Database>,
    link: Link,
    requestId: string,
    step: (trx: PracticeTrx) => Promise<T>,
  ): Promise<T | undefined> =>
    enterByLink(db, link, requestId, async (trx) => {
      await first(trx)
      return step(trx)
    })

/** As `enterByLink`, for a step that changes something. @throws 409 while the clock of a sandbox moves on */
export const enterToAct = entering(refuseWhileAdvancing)

/** As `enterByLink`, for a step that cannot write. */
export const enterToRead = entering(promiseToRead)

/** Whether a link is in the hands of a suspended client, who could not do what it is for in a session either. */
export const isBarred = async (trx: PracticeTrx, { purpose }: Link): Promise<boolean> =>
  trx.actor.kind === 'client' &&
  !rulesOf(purpose).whileSuspended &&
  (await getClient(trx, trx.actor.id)).status === 'suspended'
