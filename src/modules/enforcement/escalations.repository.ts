import { type Insertable, sql, type Updateable } from 'kysely'
import type { Escalations } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { StepFact } from './standing.rules.ts'

/** A step of a client's ladder, planned or taken. */
export type Escalation = NonNullable<Awaited<ReturnType<typeof findEscalation>>>

const newestFirst: Order = {
  keys: [
    { expression: sql`escalations.created_at`, type: 'timestamptz' },
    { expression: sql`escalations.id`, type: 'uuid' },
  ],
  descending: true,
}

/** With the mail that it is about, if there is one. */
const selectEscalations = (trx: PracticeTrx) =>
  trx
    .selectFrom('escalations')
    .leftJoin('escalationNotices', (join) =>
      join
        .onRef('escalationNotices.practiceId', '=', 'escalations.practiceId')
        .onRef('escalationNotices.clientId', '=', 'escalations.clientId')
        .onRef('escalationNotices.escalationId', '=', 'escalations.id')
        .on('escalationNotices.kind', 'not in', ['reinstated', 'retraction']),
    )
    .where('escalations.practiceId', '=', trx.practiceId)
    .selectAll('escalations')
    .select(['escalationNotices.messageId', 'escalationNotices.status as noticeStatus'])

export const findEscalation = (trx: PracticeTrx, id: string) =>
  selectEscalations(trx).where('escalations.id', '=', id).executeTakeFirst()

export function listEscalations(
  trx: PracticeTrx,
  filters: { clientId?: string | undefined; status?: Escalation['status'] | undefined },
  page: PageRequest,
): Promise<KeysetPage<Escalation>> {
  let query = selectEscalations(trx)
  if (filters.clientId) query = query.where('escalations.clientId', '=', filters.clientId)
  if (filters.status) query = query.where('escalations.status', '=', filters.status)
  return readPage(query, newestFirst, page)
}

/** Every step of a client as the ladder's rules want it, in the order in which they came about. */
export async function listSteps(trx: PracticeTrx, clientId: string): Promise<StepFact[]> {
  const rows = await selectEscalations(trx)
    .where('escalations.clientId', '=', clientId)
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('escalationNotices as retraction')
            .select('retraction.id')
            .whereRef('retraction.practiceId', '=', 'escalations.practiceId')
            .whereRef('retraction.clientId', '=', 'escalations.clientId')
            .whereRef('retraction.escalationId', '=', 'escalations.id')
            .where('retraction.kind', '=', 'retraction')
            .where('retraction.queuedAt', 'is not', null),
        )
        .as('wasTakenBack'),
    )
    .orderBy('escalations.createdAt')
    .orderBy('escalations.id')
    .execute()
  return rows.map(({ stepKey, policyVersion, cause, outcome, noticeStatus, ...row }) => ({
    ...row,
    key: stepKey,
    version: policyVersion,
    periodIds: cause.map(({ periodId }) => periodId),
    mailed: row.messageId !== null,
    // What was taken back in writing is nothing to rest a suspension on.
    undelivered: outcome === 'undelivered' || Boolean(row.wasTakenBack),
    superseded: outcome === 'superseded',
    // Who has given it themselves need not be told that it was late.
    cameLate: outcome === 'came_late' || outcome === 'reached_by_hand',
  }))
}

/** Undefined when this very step was planned before. */
export const insertEscalation = (
  trx: PracticeTrx,
  values: Omit<Insertable<Escalations>, 'practiceId' | 'createdAt' | 'updatedAt'>,
): Promise<{ id: string } | undefined> =>
  trx
    .insertInto('escalations')
    .values({ ...values, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now })
    .onConflict((conflict) => conflict.columns(['practiceId', 'clientId', 'stepKey']).doNothing())
    .returning('id')
    .executeTakeFirst()

export async function updateEscalation(trx: PracticeTrx, id: string, values: Updateable<Escalations>): Promise<void> {
  await trx
    .updateTable('escalations')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}
