import { type Kysely, sql, type Transaction } from 'kysely'
import { defineProblem } from '../../errors.ts'
import type { Database } from './database.ts'
import { unlessAborted } from './unless-aborted.ts'

export const clockIsAdvancing = defineProblem('clock_is_advancing', 409, 'The test clock is advancing')

/** A user's place in a practice. */
interface MemberPlace {
  id: string
  role: 'owner' | 'coach' | 'assistant'
}

/** Who does what is being done. */
export type Actor =
  | { kind: 'member'; id: string; userId: string; role: 'owner' | 'coach' | 'assistant' }
  | { kind: 'client'; id: string; readOnly: boolean }
  | { kind: 'system' }

export interface Scope {
  readonly practiceId: string
  /** The client whose rows alone can be seen, in a client's session. */
  readonly clientId: string | undefined
  readonly actor: Actor
  /** The database's clock at the start of the step, or the sandbox's test clock. Nothing below reads another. */
  readonly now: Date
  readonly sandbox: boolean
  readonly requestId: string | undefined
}

declare const scoped: unique symbol

/**
 * A transaction whose every statement sees one practice, and in a client's session one client: row-level security
 * reads the settings that only this file makes. Repositories accept nothing else.
 */
export type PracticeTrx = Transaction<Database> & Scope & { readonly [scoped]: true }

/** A transaction that sees one user's own account and memberships, before a practice is chosen. */
export type UserTrx = Transaction<Database> & { readonly userId: string; readonly now: Date; readonly [scoped]: true }

const scopedTrx = (trx: Transaction<Database>, scope: Scope) => Object.assign(trx, scope) as PracticeTrx

/** A signed-in session as its token names it. */
export interface SessionPlace {
  practiceId: string
  sessionId: string
  requestId?: string
}

/**
 * Opens a practice for a signed-in session and runs one step in one transaction.
 * Role and membership are read now, not from the token, so that a change of either holds at once.
 *
 * @param session.changes the step changes what a sandbox's clock has a say in: it stands still until the step ends
 * @param session.signal aborts when nobody waits for it any more: what it does is cancelled, and undone
 * @returns what the step returns, or undefined (without running it) when the session is no longer good
 * @throws 409 clock_is_advancing for a step that changes something
 */
export function enterSession<T>(
  db: Kysely<Database>,
  session: SessionPlace & { changes?: boolean; signal?: AbortSignal },
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> {
  const { practiceId, sessionId, changes = false } = session
  const enter = async (trx: Transaction<Database>) => {
    const { rows } = await sql<Place>`
      select * from app.enter_session(${practiceId}, ${sessionId}, ${changes ? 'still' : null})`.execute(trx)
    const place = rows[0]
    if (!place) return undefined
    if (changes && place.advancing) throw clockIsAdvancing('You can read; `GET /v1/test-clock` says how far it is.')
    return step(scopedTrx(trx, scopeOf(session, place)))
  }
  return db.transaction().execute((trx) => unlessAborted(trx, session.signal, () => enter(trx)))
}

/** Where a session leads, as things stand. */
export interface Place {
  now: Date
  sandbox: boolean
  advancing: boolean
  role: 'owner' | 'coach' | 'assistant' | 'client'
  memberId: string | null
  clientId: string | null
  userId: string | null
  readOnly: boolean
}

/** What a session's place in a practice lets it see and do. */
export function scopeOf({ practiceId, requestId }: SessionPlace, place: Place): Scope {
  const { now, sandbox } = place
  const actor: Actor =
    place.role === 'client'
      ? { kind: 'client', id: place.clientId!, readOnly: place.readOnly }
      : { kind: 'member', id: place.memberId!, userId: place.userId!, role: place.role }
  return { practiceId, clientId: place.clientId ?? undefined, actor, now, sandbox, requestId }
}

/**
 * Opens a practice for the system itself (workers, mail links) and runs one step in one transaction.
 *
 * @returns what the step returns, or undefined (without running it) when there is no such practice
 */
export const enterAsSystem = <T>(
  db: Kysely<Database>,
  practiceId: string,
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> => enterHolding(db, practiceId, 'still', step)

/**
 * As `enterAsSystem`, for what moves a sandbox's clock: waits until everybody is done who is changing something there,
 * and keeps them out until the step ends.
 */
export const enterAsClock = <T>(
  db: Kysely<Database>,
  practiceId: string,
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> => enterHolding(db, practiceId, 'alone', step)

/**
 * From here to its end the transaction sees what clients withhold from members as well: for who is forgotten, which must
 * leave nothing out.
 */
export async function seeWhatIsWithheld(trx: PracticeTrx): Promise<void> {
  await sql`select set_config('app.withheld', '', true), set_config('app.summarized', '', true)`.execute(trx)
}

/** Goes on in the same transaction at a later instant: for what moves a sandbox's clock. */
export function goTo(trx: PracticeTrx, now: Date): PracticeTrx {
  if (!trx.sandbox) throw new Error('only the clock of a sandbox can be moved')
  return Object.assign(trx, { now })
}

function enterHolding<T>(
  db: Kysely<Database>,
  practiceId: string,
  hold: 'still' | 'alone',
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{
      now: Date
      sandbox: boolean
    }>`select * from app.enter_as_system(${practiceId}, ${hold})`.execute(trx)
    if (!rows[0]) return undefined
    return step(
      scopedTrx(trx, { practiceId, clientId: undefined, actor: { kind: 'system' }, requestId: undefined, ...rows[0] }),
    )
  })
}

/**
 * Opens a practice for one of its clients, before they have a session, and runs one step in one transaction that sees
 * no other client.
 *
 * @returns what the step returns, or undefined (without running it) when there is no such practice
 */
export function enterAsClient<T>(
  db: Kysely<Database>,
  place: { practiceId: string; clientId: string; requestId: string },
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction().execute(async (trx) => {
    const { practiceId, clientId, requestId } = place
    const { rows } = await sql<{ now: Date; sandbox: boolean }>`
      select entered.*, set_config('app.client_id', ${clientId}, true)
        from app.enter_as_system(${practiceId}, 'still') as entered`.execute(trx)
    if (!rows[0]) return undefined
    const { now, sandbox } = rows[0]
    const actor: Actor = { kind: 'client', id: clientId, readOnly: false }
    return step(scopedTrx(trx, { practiceId, clientId, actor, now, sandbox, requestId }))
  })
}

/** Opens a user's own account: their sign-in, their memberships, and the practice they are about to found. */
export function enterAsUser<T>(db: Kysely<Database>, userId: string, step: (trx: UserTrx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ now: Date }>`
      select date_trunc('milliseconds', clock_timestamp()) as now, set_config('app.user_id', ${userId}, true)`.execute(
      trx,
    )
    return step(Object.assign(trx, { userId, now: rows[0]!.now }) as UserTrx)
  })
}

/**
 * Goes on from a user's account into one of their practices, in the same transaction (sign-in, sign-up).
 * The practice may be one that this very transaction is about to make, a sandbox if so said.
 */
export async function continueInPractice(
  trx: UserTrx,
  place: { practiceId: string; member: MemberPlace; sandbox?: boolean; requestId?: string },
): Promise<PracticeTrx> {
  const { rows } = await sql<{
    now: Date
    sandbox: boolean
  }>`
    select there.*, set_config('app.coach_id', ${place.member.role === 'coach' ? place.member.id : ''}, true)
      from app.enter_as_system(${place.practiceId}, 'still') as there`.execute(trx)
  const { now, sandbox } = rows[0] ?? { now: trx.now, sandbox: place.sandbox ?? false }
  return scopedTrx(trx, {
    practiceId: place.practiceId,
    clientId: undefined,
    actor: { kind: 'member', userId: trx.userId, ...place.member },
    now,
    sandbox,
    requestId: place.requestId,
  })
}

/**
 * Steps from a member's practice into a new one of the same user's and back, in one transaction. What is thrown there
 * undoes all of it.
 */
export async function visitPractice<T>(
  trx: PracticeTrx,
  place: { practiceId: string; member: MemberPlace; sandbox: boolean },
  step: (trx: PracticeTrx) => Promise<T>,
): Promise<T> {
  if (trx.actor.kind !== 'member') throw new Error('only a member has other practices')
  const { practiceId, clientId, actor, now, sandbox, requestId } = trx
  const { rows } = await sql<{ now: Date; coachId: string }>`
    select date_trunc('milliseconds', clock_timestamp()) as now,
           coalesce(current_setting('app.coach_id', true), '') as coach_id,
           set_config('app.practice_id', ${place.practiceId}, true)`.execute(trx)
  const here = rows[0]!
  await sql`select set_config('app.coach_id', '', true)`.execute(trx)
  const visited = await step(
    scopedTrx(trx, {
      practiceId: place.practiceId,
      clientId: undefined,
      actor: { kind: 'member', userId: actor.userId, ...place.member },
      now: here.now,
      sandbox: place.sandbox,
      requestId,
    }),
  )
  await sql`
    select set_config('app.practice_id', ${practiceId}, true), set_config('app.coach_id', ${here.coachId}, true)`.execute(
    trx,
  )
  scopedTrx(trx, { practiceId, clientId, actor, now, sandbox, requestId })
  return visited
}

/**
 * For a step that changes something by a link in a mail: as a session's, it waits until a sandbox's clock has arrived.
 *
 * @throws 409 clock_is_advancing
 */
export async function refuseWhileAdvancing(trx: PracticeTrx): Promise<void> {
  if (!trx.sandbox) return
  const { rows } = await sql`
    select from test_clocks where practice_id = ${trx.practiceId} and status = 'advancing'`.execute(trx)
  if (rows.length > 0) throw clockIsAdvancing('Its clock is moving on just now. Press the button again in a moment.')
}

/** From here on nothing in this transaction can be written, whatever the code below does. */
export async function promiseToRead(trx: PracticeTrx): Promise<void> {
  await sql`set transaction read only`.execute(trx)
}
