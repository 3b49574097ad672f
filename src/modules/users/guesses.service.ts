import { type Kysely, sql } from 'kysely'
import type { AppError } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import { sign } from '../../infra/security/secrets.ts'
import { credentialsRefused, tooManyAttempts } from './users.problems.ts'

/** Who is guessing what: the account as its address' key, and where the request came from. */
export interface Guess {
  emailKey: string
  ip: string
}

interface GuessDeps {
  db: Kysely<Database>
  /** Accounts and addresses are counted under a keyed hash: nobody can be read off the table. */
  guessKey: Buffer
}

const perAccount = { prefix: 'account', failures: 10, minutes: 15 }
const perAddress = { prefix: 'address', failures: 100, minutes: 60 }
const perMailbox = { prefix: 'mailbox', failures: 5, minutes: 60 }
/** As long as such a link is good: whoever is refused another still holds one, though others asked for it. */
const perSignInLink = { prefix: 'sign-in link', failures: 5, minutes: 10 }
type Limit = typeof perAccount

/**
 * Tries a password within what one account and one address may get wrong. A try is counted before it is made and taken
 * back if it was right, so that many at once are not one. Each count stands whatever becomes of the request.
 *
 * @param attempt gives undefined when the guess was wrong
 * @param refusal what to say then; 401 unless given
 * @throws the refusal, or 429 with Retry-After when there were too many
 */
export async function guess<T>(
  deps: GuessDeps,
  by: Guess,
  attempt: () => Promise<T | undefined>,
  refusal: () => AppError = credentialsRefused,
): Promise<T> {
  const account = subjectOf(deps, perAccount, by.emailKey)
  const address = subjectOf(deps, perAddress, by.ip)
  await countOrRefuse(deps, perAccount, account)
  await countOrRefuse(deps, perAddress, address)
  let outcome: T | undefined
  try {
    outcome = await attempt()
  } catch (error) {
    await takeBack(deps, [account, address])
    throw error
  }
  if (outcome === undefined) throw refusal()
  await takeBack(deps, [address])
  await forget(deps, account)
  return outcome
}

/** Counts something that only a prober does often, against the address alone. @throws 429 */
export async function countProbe(deps: GuessDeps, ip: string): Promise<void> {
  await countOrRefuse(deps, perAddress, subjectOf(deps, perAddress, ip))
}

/** Counts that somebody asked for a sign-in link, whether or not there is anybody to send it to. @throws 429 */
export async function countLinkRequest(deps: GuessDeps, { emailKey, ip }: Guess): Promise<void> {
  await countProbe(deps, ip)
  await countOrRefuse(deps, perSignInLink, subjectOf(deps, perSignInLink, emailKey))
}

/** Whether one more unasked-for letter may go to this mailbox. */
export async function mayMail(deps: GuessDeps, emailKey: string): Promise<boolean> {
  return (await count(deps, perMailbox, subjectOf(deps, perMailbox, emailKey))).failures <= perMailbox.failures
}

const subjectOf = ({ guessKey }: GuessDeps, { prefix }: Limit, of: string): Buffer =>
  Buffer.from(sign(guessKey, `${prefix}:${of}`), 'base64url')

async function countOrRefuse(deps: GuessDeps, limit: Limit, subject: Buffer): Promise<void> {
  const { failures, secondsLeft } = await count(deps, limit, subject)
  if (failures <= limit.failures) return
  throw tooManyAttempts('Wait before you try again.', { retryAfterSeconds: Math.max(1, Math.ceil(secondsLeft)) })
}

async function count({ db }: GuessDeps, limit: Limit, subject: Buffer) {
  const window = sql`make_interval(mins => ${limit.minutes})`
  const { rows } = await sql<{ failures: number; secondsLeft: number }>`
    insert into sign_in_failures as f (subject, window_started_at, failures)
    values (${subject}, clock_timestamp(), 1)
    on conflict (subject) do update set
      failures = case when f.window_started_at > clock_timestamp() - ${window} then f.failures + 1 else 1 end,
      window_started_at = case when f.window_started_at > clock_timestamp() - ${window} then f.window_started_at
                               else clock_timestamp() end
    returning failures, extract(epoch from window_started_at + ${window} - clock_timestamp())::float8 as seconds_left`.execute(
    db,
  )
  return rows[0]!
}

async function takeBack({ db }: GuessDeps, subjects: Buffer[]): Promise<void> {
  await db
    .updateTable('signInFailures')
    .set({ failures: sql`greatest(failures - 1, 0)` })
    .where('subject', 'in', subjects)
    .execute()
}

/** Clears an account's count, and some of what nobody will ask for again. */
async function forget({ db }: GuessDeps, subject: Buffer): Promise<void> {
  await sql`
    delete from sign_in_failures where subject = ${subject} or subject in (
      select subject from sign_in_failures where window_started_at < clock_timestamp() - interval '1 hour'
       order by window_started_at limit 100 for update skip locked)`.execute(db)
}
