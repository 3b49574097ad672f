import { sql } from 'kysely'
import type { EscalationNotices } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A mail to a client about a step of their ladder. */
export type Notice = NonNullable<Awaited<ReturnType<typeof findNotice>>>
export type NoticeKind = EscalationNotices['kind']

const selectNotices = (trx: PracticeTrx) =>
  trx
    .selectFrom('escalationNotices')
    .select(['id', 'clientId', 'escalationId', 'kind', 'status', 'dueAt', 'queuedAt', 'messageId'])
    .where('practiceId', '=', trx.practiceId)

export const findNotice = (trx: PracticeTrx, id: string) => selectNotices(trx).where('id', '=', id).executeTakeFirst()

/** Those of a client that have not gone out and are to. */
export const listPlannedNotices = (trx: PracticeTrx, clientId: string): Promise<Notice[]> =>
  selectNotices(trx)
    .where('clientId', '=', clientId)
    .where('status', '=', 'planned')
    .orderBy('dueAt')
    .orderBy('id')
    .execute()

/** When a client was written to since an instant. */
export async function listSentAt(trx: PracticeTrx, clientId: string, since: Date): Promise<Date[]> {
  const rows = await trx
    .selectFrom('escalationNotices')
    .select('queuedAt')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('queuedAt', '>=', since)
    .execute()
  return rows.map(({ queuedAt }) => queuedAt!)
}

/** Plans a notice, or plans it anew where it was dropped. Undefined when it stands or has gone out: there is one of a kind. */
export const planNotice = (
  trx: PracticeTrx,
  notice: { clientId: string; escalationId: string; kind: NoticeKind; dueAt: Date },
): Promise<{ id: string } | undefined> =>
  trx
    .insertInto('escalationNotices')
    .values({ ...notice, practiceId: trx.practiceId, status: 'planned', createdAt: trx.now })
    .onConflict((conflict) =>
      conflict
        .columns(['practiceId', 'clientId', 'escalationId', 'kind'])
        .doUpdateSet({ status: 'planned', dueAt: notice.dueAt })
        .where('escalationNotices.status', '=', 'dropped'),
    )
    .returning('id')
    .executeTakeFirst()

export async function updateNotice(
  trx: PracticeTrx,
  id: string,
  values: Partial<Pick<Notice, 'status' | 'dueAt' | 'queuedAt' | 'messageId'>>,
): Promise<void> {
  await trx
    .updateTable('escalationNotices')
    .set(values)
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/**
 * Those of a step that have not left do not go out any more: what is planned, and what was queued and is not in a worker's
 * hands yet. Returns those that were planned, and whether the step's own mail was among the others.
 */
export async function dropNotices(
  trx: PracticeTrx,
  escalationId: string,
): Promise<{ planned: string[]; calledBack: boolean }> {
  const unsaid = selectNotices(trx)
    .where('escalationId', '=', escalationId)
    .where('status', 'in', ['planned', 'queued'])
  // Held first: a claim that takes one of them is waited for, and then its message is seen on its way.
  const held = await unsaid.orderBy('id').forUpdate().execute()
  if (held.length === 0) return { planned: [], calledBack: false }
  const rows = await trx
    .updateTable('escalationNotices as notice')
    .set({ status: 'dropped', queuedAt: null, messageId: null })
    .where('practiceId', '=', trx.practiceId)
    .where('escalationId', '=', escalationId)
    .where(
      sql<boolean>`(status = 'planned' or status = 'queued' and exists (select from messages m
         where m.practice_id = notice.practice_id and m.id = notice.message_id and m.status = 'queued'))`,
    )
    .returning('id')
    .execute()
  const dropped = held.filter(({ id }) => rows.some((row) => row.id === id))
  return {
    planned: dropped.filter(({ status }) => status === 'planned').map(({ id }) => id),
    calledBack: dropped.some(
      ({ status, kind }) => status === 'queued' && kind !== 'retraction' && kind !== 'reinstated',
    ),
  }
}

/** Those whose mails are about to leave, with what there is to know of their readers, held until the transaction ends. */
export const holdNotices = (trx: PracticeTrx, ids: string[]) =>
  trx
    .selectFrom('escalationNotices as notice')
    .innerJoin('clients', (join) =>
      join.onRef('clients.practiceId', '=', 'notice.practiceId').onRef('clients.id', '=', 'notice.clientId'),
    )
    .select(['notice.id', 'notice.clientId', 'notice.escalationId', 'notice.kind', 'notice.status'])
    .select(['notice.queuedAt', 'notice.messageId', 'clients.timeZone', 'clients.status as clientStatus'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('disputes')
          .select('disputes.id')
          .whereRef('disputes.practiceId', '=', 'notice.practiceId')
          .whereRef('disputes.clientId', '=', 'notice.clientId')
          .where('disputes.status', '=', sql.lit('open')),
      ).as('isDisputed'),
    )
    .where('notice.practiceId', '=', trx.practiceId)
    .where('notice.id', 'in', ids)
    .orderBy('notice.id')
    .forUpdate('notice')
    .execute()
