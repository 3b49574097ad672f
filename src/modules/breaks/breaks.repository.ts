import { type Insertable, sql } from 'kysely'
import type { Breaks } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Days on which nothing is asked of a client. */
export type Break = NonNullable<Awaited<ReturnType<typeof findBreak>>>

const latestFirst: Order = {
  keys: [
    { expression: sql`breaks.starts_on`, type: 'date' },
    { expression: sql`breaks.id`, type: 'uuid' },
  ],
  descending: true,
}

const selectBreaks = (trx: PracticeTrx) => trx.selectFrom('breaks').selectAll().where('practiceId', '=', trx.practiceId)

export const findBreak = (trx: PracticeTrx, id: string) => selectBreaks(trx).where('id', '=', id).executeTakeFirst()

export const listBreaks = (trx: PracticeTrx, clientId: string, page: PageRequest): Promise<KeysetPage<Break>> =>
  readPage(selectBreaks(trx).where('clientId', '=', clientId), latestFirst, page)

/** A break of the client that shares days with these. */
export const findOverlapping = (trx: PracticeTrx, clientId: string, days: { startsOn: string; endsOn: string }) =>
  selectBreaks(trx)
    .where('clientId', '=', clientId)
    .where('startsOn', '<=', days.endsOn)
    .where('endsOn', '>=', days.startsOn)
    .executeTakeFirst()

export const insertBreak = (
  trx: PracticeTrx,
  values: Omit<Insertable<Breaks>, 'practiceId' | 'createdAt'>,
): Promise<Break> =>
  trx
    .insertInto('breaks')
    .values({ ...values, practiceId: trx.practiceId, createdAt: trx.now })
    .returningAll()
    .executeTakeFirstOrThrow()

export async function deleteBreak(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('breaks').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
