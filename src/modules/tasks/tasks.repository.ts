import { type Insertable, type Selectable, sql } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { Tasks } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Task = Selectable<Tasks>
type Filters = { kind?: Task['kind'] | undefined; status?: Task['status'] | undefined; clientId?: string | undefined }

const oldestFirst: Order = {
  keys: [
    { expression: sql`tasks.created_at`, type: 'timestamptz' },
    { expression: sql`tasks.id`, type: 'uuid' },
  ],
}

/** What only a coach can decide is not shown to the client whom it is about. */
const ofCoaches: Task['kind'][] = ['suspension', 'undelivered_warning', 'dispute']

function selectTasks(trx: PracticeTrx) {
  const query = trx.selectFrom('tasks').selectAll().where('practiceId', '=', trx.practiceId)
  return trx.actor.kind === 'client' ? query.where('kind', 'not in', ofCoaches) : query
}

export const findTask = (trx: PracticeTrx, id: string) => selectTasks(trx).where('id', '=', id).executeTakeFirst()

/** There is one of a kind and subject at most. */
export const findOpenTask = (trx: PracticeTrx, { kind, subjectId }: { kind: Task['kind']; subjectId: string }) =>
  selectTasks(trx)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('status', '=', 'open')
    .executeTakeFirst()

export function listTasks(trx: PracticeTrx, filters: Filters, page: PageRequest): Promise<KeysetPage<Task>> {
  let query = selectTasks(trx)
  if (filters.kind) query = query.where('kind', '=', filters.kind)
  if (filters.status) query = query.where('status', '=', filters.status)
  if (filters.clientId) query = query.where('clientId', '=', filters.clientId)
  return readPage(query, oldestFirst, page)
}

/** Adds tasks; one that stands already for the same subject is opened again with what is new. Returns their ids. */
export async function upsertTasks(
  trx: PracticeTrx,
  tasks: Insertable<Tasks>[],
): Promise<{ id: string; clientId: string | null }[]> {
  const written: { id: string; clientId: string | null }[] = []
  for (const batch of inBatches(tasks)) {
    const rows = await trx
      .insertInto('tasks')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['practiceId', 'kind', 'subjectId']).doUpdateSet((set) => ({
          status: 'open',
          doneAt: null,
          title: set.ref('excluded.title'),
          body: set.ref('excluded.body'),
          dueOn: set.ref('excluded.dueOn'),
          updatedAt: trx.now,
        })),
      )
      .returning(['id', 'clientId'])
      .execute()
    written.push(...rows)
  }
  return written
}

/** Ends open tasks of some subjects, or one task; returns those it ended. */
export function endTasks(
  trx: PracticeTrx,
  which: { id: string } | { subjectIds: string[] },
  status: 'done' | 'cancelled',
): Promise<{ id: string; clientId: string | null }[]> {
  let query = trx
    .updateTable('tasks')
    .set({ status, doneAt: status === 'done' ? trx.now : null, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('status', '=', 'open')
  query =
    'id' in which
      ? query.where('id', '=', which.id)
      : query.where('subjectId', '=', sql<string>`any(${which.subjectIds}::uuid[])`)
  return query.returning(['id', 'clientId']).execute()
}

export const reopenDoneTasks = (
  trx: PracticeTrx,
  subjectId: string,
): Promise<{ id: string; clientId: string | null }[]> =>
  trx
    .updateTable('tasks')
    .set({ status: 'open', doneAt: null, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('subjectId', '=', subjectId)
    .where('status', '=', 'done')
    .returning(['id', 'clientId'])
    .execute()
