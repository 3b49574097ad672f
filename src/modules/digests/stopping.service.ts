import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Client } from '../clients/clients.repository.ts'
import { type ClientFollowers, editClient, getClient } from '../clients/clients.service.ts'
import type { MemberDigest } from '../members/members.repository.ts'
import { changeDigest, getMemberDigest } from '../members/members.service.ts'

export type Frequency = Client['digest'] | MemberDigest['digest']

/** Ends the digest of whoever follows a link in it; how often it came is returned, for who wants it back. */
export async function stopOwnDigest(trx: PracticeTrx, followers: ClientFollowers): Promise<Frequency> {
  const before = await readOwn(trx)
  await chooseOwnDigest(trx, 'off', followers)
  return before
}

/** Says how often whoever follows a link gets their digest. */
export async function chooseOwnDigest(trx: PracticeTrx, digest: Frequency, followers: ClientFollowers): Promise<void> {
  const { id, kind } = ownerOf(trx)
  if (kind === 'client') await editClient(trx, id, { digest: digest as Client['digest'] }, followers)
  else await changeDigest(trx, id, { digest: digest as MemberDigest['digest'] })
}

async function readOwn(trx: PracticeTrx): Promise<Frequency> {
  const { id, kind } = ownerOf(trx)
  return (kind === 'client' ? await getClient(trx, id) : await getMemberDigest(trx, id)).digest
}

function ownerOf({ actor }: PracticeTrx) {
  if (actor.kind === 'system') throw new Error('this link is in somebody’s hands')
  return actor
}
