import { type Insertable, sql } from 'kysely'
import type { Suppressions } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Suppression = NonNullable<Awaited<ReturnType<typeof findSuppression>>>

const newestFirst: Order = {
  keys: [
    { expression: sql`suppressions.created_at`, type: 'timestamptz' },
    { expression: sql`suppressions.id`, type: 'uuid' },
  ],
  descending: true,
}

const selectSuppressions = (trx: PracticeTrx) =>
  trx
    .selectFrom('suppressions')
    .select(['id', 'email', 'scope', 'clientId', 'reason', 'createdAt'])
    .where('practiceId', '=', trx.practiceId)

export const findSuppression = (trx: PracticeTrx, id: string) =>
  selectSuppressions(trx).where('id', '=', id).executeTakeFirst()

export const findSuppressionOf = (trx: PracticeTrx, emailKey: string, clientId: string | null) =>
  selectSuppressions(trx)
    .where('emailKey', '=', emailKey)
    .where('clientId', 'is not distinct from', clientId)
    .executeTakeFirst()

/** Which of these addresses asked not to be written to for this client, or for anybody of the practice. */
export async function findUnwilling(trx: PracticeTrx, clientId: string, emailKeys: string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('suppressions')
    .select('emailKey')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where((where) => where.or([where('clientId', '=', clientId), where('clientId', 'is', null)]))
    .where('emailKey', '=', sql<string>`any(${emailKeys})`)
    .where('reason', '<>', 'hard_bounce')
    .execute()
  return rows.map(({ emailKey }) => emailKey)
}

export function listSuppressions(
  trx: PracticeTrx,
  filters: { emailKey?: string | undefined; clientId?: string | undefined },
  page: PageRequest,
): Promise<KeysetPage<Suppression>> {
  let query = selectSuppressions(trx)
  if (filters.emailKey) query = query.where('emailKey', '=', filters.emailKey)
  if (filters.clientId) query = query.where('clientId', '=', filters.clientId)
  return readPage(query, newestFirst, page)
}

/** Returns the new one's id; undefined when it stands already. A wish stands above the mere fact that mail came back. */
export async function insertSuppression(
  trx: PracticeTrx,
  values: Insertable<Suppressions>,
): Promise<string | undefined> {
  const row = await trx
    .insertInto('suppressions')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['practiceId', 'clientId', 'emailKey'])
        .doUpdateSet({ reason: values.reason })
        .where('suppressions.reason', '=', 'hard_bounce')
        .where(sql.val(values.reason), '<>', 'hard_bounce'),
    )
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export const deleteSuppression = (trx: PracticeTrx, id: string) =>
  trx
    .deleteFrom('suppressions')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .returning('clientId')
    .executeTakeFirst()
