import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { deriveKey, sign } from '../../infra/security/secrets.ts'
import { personErased } from './tombstones.problems.ts'
import { findErasedHashes, insertErasedHashes } from './tombstones.repository.ts'

/** What the addresses of erased people are hashed with. */
export const tombstoneKey = (secret: string): Buffer => deriveKey(secret, 'erased addresses')

/**
 * Which of these addresses are of people who were erased from this client's network, or from all of the practice's.
 *
 * @param emailKeys as contacts have them
 */
export async function findErasedAddresses(
  trx: PracticeTrx,
  key: Buffer,
  clientId: string,
  emailKeys: readonly string[],
): Promise<Set<string>> {
  if (emailKeys.length === 0) return new Set()
  const byHash = new Map(emailKeys.map((emailKey) => [hashOf(trx, key, emailKey).toString('hex'), emailKey]))
  const hashes = [...byHash.keys()].map((hash) => Buffer.from(hash, 'hex'))
  const erased = await findErasedHashes(trx, [clientId, trx.practiceId], hashes)
  return new Set(erased.map((hash) => byHash.get(hash.toString('hex'))!))
}

/** @throws 409 when the address is of somebody who was erased from this client's network */
export async function refuseErased(
  trx: PracticeTrx,
  key: Buffer,
  clientId: string,
  email: string | null | undefined,
): Promise<void> {
  const emailKey = email && normalizeAddress(email)
  if (!emailKey) return
  const erased = await findErasedAddresses(trx, key, clientId, [emailKey])
  if (erased.size > 0) throw personErased('They are not brought back: whoever has the address asked to be forgotten.')
}

/** Keeps addresses from coming back into a client's network; without a client, into any of the practice's. */
export async function rememberErased(
  trx: PracticeTrx,
  key: Buffer,
  { clientId, emailKeys }: { clientId?: string; emailKeys: string[] },
): Promise<void> {
  const hashes = emailKeys.map((emailKey) => hashOf(trx, key, emailKey))
  await insertErasedHashes(trx, clientId ?? trx.practiceId, hashes)
}

/** No two practices have the same hash of an address. */
const hashOf = (trx: PracticeTrx, key: Buffer, emailKey: string): Buffer =>
  Buffer.from(sign(key, `${trx.practiceId} ${emailKey}`), 'base64url')
