import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Which of these hashes are of people who were erased from any of these networks. */
export async function findErasedHashes(trx: PracticeTrx, networkIds: string[], hashes: Buffer[]): Promise<Buffer[]> {
  const { rows } = await sql<{ hash: Buffer }>`
    select distinct address_hash as hash from erased_addresses
     where practice_id = ${trx.practiceId} and network_id = any(${networkIds}::uuid[])
       and address_hash = any(${hashes}::bytea[])`.execute(trx)
  return rows.map(({ hash }) => hash)
}

export async function insertErasedHashes(trx: PracticeTrx, networkId: string, hashes: Buffer[]): Promise<void> {
  await sql`
    insert into erased_addresses (practice_id, network_id, address_hash, erased_at)
    select ${trx.practiceId}, ${networkId}, hash, ${trx.now} from unnest(${hashes}::bytea[]) as hash
    on conflict do nothing`.execute(trx)
}
