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

/** Those of a step that have not gone out do not go out any more; returns their ids. */
export async function dropNotices(trx: PracticeTrx, escalationId: string): Promise<string[]> {
  const rows = await trx
    .updateTable('escalationNotices')
    .set({ status: 'dropped' })
    .where('practiceId', '=', trx.practiceId)
    .where('escalationId', '=', escalationId)
    .where('status', '=', 'planned')
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
