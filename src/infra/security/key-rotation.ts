import { exportJWK, generateKeyPair } from 'jose'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../db/database.ts'
import { accessTokenMinutes } from './access-token.ts'
import { seal } from './secrets.ts'

/*
 * A signing key is shown before it signs, so that whoever verifies has it by then; the ones before it verify until the
 * last token they signed has run out. A withdrawn one is refused at once, with every token it signed.
 */

/** Long enough for every process, and for others who keep what /.well-known/jwks.json says for a minute. */
const announcedSeconds = 120

/** Where a key stands in its life. */
export interface SigningKeyState {
  kid: string
  signsFrom: Date
  retiresAt: Date | null
  status: 'announced' | 'signing' | 'verifying' | 'retired'
}

/** Makes a key where there is none that signs. */
export async function addFirstSigningKey(db: Kysely<Database>, sealingKey: Buffer): Promise<void> {
  await alone(db, async (trx) => {
    if (!(await isSomethingSigning(trx))) await addKey(trx, sealingKey, 0)
  })
}

/** Announces a new key; the others retire one life of an access token after it has begun to sign. */
export async function rotateSigningKeys(
  db: Kysely<Database>,
  sealingKey: Buffer,
  afterSeconds = announcedSeconds,
): Promise<void> {
  await alone(db, async (trx) => {
    const { kid, signsFrom } = await addKey(trx, sealingKey, afterSeconds)
    await trx
      .updateTable('signingKeys')
      .set({ retiresAt: sql`${signsFrom}::timestamptz + make_interval(mins => ${accessTokenMinutes})` })
      .where('kid', '<>', kid)
      .where('retiresAt', 'is', null)
      .execute()
  })
}

/**
 * Withdraws a key that somebody else may have; makes another where none is left to sign with.
 *
 * @returns whether there was such a key
 */
export async function withdrawSigningKey(db: Kysely<Database>, sealingKey: Buffer, kid: string): Promise<boolean> {
  return alone(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('signingKeys')
      .set({ retiresAt: sql`clock_timestamp()` })
      .where('kid', '=', kid)
      .where(isGood)
      .executeTakeFirst()
    if (!(await isSomethingSigning(trx))) await addKey(trx, sealingKey, 0)
    return numUpdatedRows > 0n
  })
}

/** Every key there has been, the newest first. */
export async function listSigningKeys(db: Kysely<Database>): Promise<SigningKeyState[]> {
  const keys = await db
    .selectFrom('signingKeys')
    .select(['kid', 'signsFrom', 'retiresAt'])
    .select(sql<boolean>`${isGood}`.as('isGood'))
    .select(sql<boolean>`signs_from <= clock_timestamp()`.as('hasBegun'))
    .orderBy('signsFrom', 'desc')
    .orderBy('kid')
    .execute()
  const signing = keys.find((key) => key.isGood && key.hasBegun)
  return keys.map(({ isGood, hasBegun, ...key }) => ({
    ...key,
    status: !isGood ? 'retired' : !hasBegun ? 'announced' : key.kid === signing?.kid ? 'signing' : 'verifying',
  }))
}

const isGood = sql<boolean>`(retires_at is null or retires_at > clock_timestamp())`

/** One change at a time, from however many processes that start together. */
const alone = <T>(db: Kysely<Database>, change: (trx: Transaction<Database>) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('cadre signing keys'))`.execute(trx)
    return change(trx)
  })

async function isSomethingSigning(trx: Transaction<Database>): Promise<boolean> {
  const key = await trx
    .selectFrom('signingKeys')
    .select('kid')
    .where(isGood)
    .where('signsFrom', '<=', sql<Date>`clock_timestamp()`)
    .executeTakeFirst()
  return key !== undefined
}

async function addKey(trx: Transaction<Database>, sealingKey: Buffer, afterSeconds: number) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  return trx
    .insertInto('signingKeys')
    .values({
      kid: publicJwk.x!.slice(0, 16),
      publicJwk: JSON.stringify(publicJwk),
      sealedPrivateJwk: seal(sealingKey, JSON.stringify(await exportJWK(privateKey))),
      signsFrom: sql`clock_timestamp() + make_interval(secs => ${afterSeconds})`,
    })
    .returning(['kid', 'signsFrom'])
    .executeTakeFirstOrThrow()
}
