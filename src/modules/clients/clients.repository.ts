import { type Insertable, sql, type Updateable } from 'kysely'
import type { Clients } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A client as everybody outside this room sees one. */
export type Client = NonNullable<Awaited<ReturnType<typeof findClient>>>

const orders = {
  name: {
    keys: [
      { expression: sql`clients.name`, type: 'text' },
      { expression: sql`clients.id`, type: 'uuid' },
    ],
  },
  createdAt: {
    keys: [
      { expression: sql`clients.created_at`, type: 'timestamptz' },
      { expression: sql`clients.id`, type: 'uuid' },
    ],
  },
  '-createdAt': {
    keys: [
      { expression: sql`clients.created_at`, type: 'timestamptz' },
      { expression: sql`clients.id`, type: 'uuid' },
    ],
    descending: true,
  },
} satisfies Record<string, Order>

function selectClients(trx: PracticeTrx) {
  return trx
    .selectFrom('clients')
    .leftJoin('clientAccess', (join) =>
      join
        .onRef('clientAccess.practiceId', '=', 'clients.practiceId')
        .onRef('clientAccess.clientId', '=', 'clients.id')
        .on('clientAccess.how', '=', 'coach'),
    )
    .where('clients.practiceId', '=', trx.practiceId)
    .select([
      'clients.id', 'clients.name', 'clients.email', 'clients.timeZone', 'clients.locale', 'clients.status',
      'clients.digest', 'clients.digestWeekday', 'clients.digestHour', 'clients.consents', 'clients.createdAt', 'clients.updatedAt', 'clientAccess.memberId as coachId',
    ]) // prettier-ignore
}

export async function findClient(trx: PracticeTrx, id: string) {
  return selectClients(trx).where('clients.id', '=', id).executeTakeFirst()
}

export async function listClients(
  trx: PracticeTrx,
  filters: { status?: Client['status'] | undefined; coachId?: string | undefined; sort: keyof typeof orders },
  page: PageRequest,
): Promise<KeysetPage<Client>> {
  let query = selectClients(trx)
  if (filters.status) query = query.where('clients.status', '=', filters.status)
  if (filters.coachId) query = query.where('clientAccess.memberId', '=', filters.coachId)
  return readPage(query, orders[filters.sort], page)
}

/** Holds the client until the transaction ends; whoever writes something of this client in an order goes through here. */
export async function lockClient(trx: PracticeTrx, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('clients')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export async function insertClient(
  trx: PracticeTrx,
  values: Insertable<Clients> & { id: string },
  coachId: string,
): Promise<void> {
  await trx
    .insertInto('clientAccess')
    .values({ practiceId: trx.practiceId, clientId: values.id, memberId: coachId, how: 'coach', createdAt: trx.now })
    .execute()
  await trx.insertInto('clients').values(values).execute()
}

export async function updateClient(trx: PracticeTrx, id: string, values: Updateable<Clients>): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('clients')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function findAnyClient(trx: PracticeTrx): Promise<{ id: string } | undefined> {
  return trx.selectFrom('clients').select('id').where('practiceId', '=', trx.practiceId).limit(1).executeTakeFirst()
}

export async function isEmailTaken(trx: PracticeTrx, emailKey: string, exceptId?: string): Promise<boolean> {
  let query = trx
    .selectFrom('clients')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('emailKey', '=', emailKey)
  if (exceptId) query = query.where('id', '<>', exceptId)
  return (await query.executeTakeFirst()) !== undefined
}
