import { type Insertable, sql, type Updateable } from 'kysely'
import type { Interviews } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** An interview as everybody outside this room sees one. */
export type Interview = NonNullable<Awaited<ReturnType<typeof findInterview>>>

const byRound: Order = {
  keys: [
    { expression: sql`interviews.round`, type: 'integer' },
    { expression: sql`interviews.id`, type: 'uuid' },
  ],
}

const interviewers = sql<{ name: string; role: string | null; contactId: string | null }[]>`(
  select coalesce(json_agg(json_build_object('name', v.name, 'role', v.role, 'contactId', v.contact_id)
                           order by v.position), '[]')
    from interviewers v
   where v.practice_id = interviews.practice_id and v.client_id = interviews.client_id
     and v.interview_id = interviews.id)`

const selectInterviews = (trx: PracticeTrx) =>
  trx
    .selectFrom('interviews')
    .where('practiceId', '=', trx.practiceId)
    .select([
      'id', 'clientId', 'opportunityId', 'round', 'occurredAt', 'outcome', 'createdAt', 'updatedAt',
      interviewers.as('interviewers'),
    ]) // prettier-ignore

export async function findInterview(trx: PracticeTrx, id: string) {
  return selectInterviews(trx).where('id', '=', id).executeTakeFirst()
}

export async function listInterviews(
  trx: PracticeTrx,
  opportunity: { id: string; clientId: string },
  page: PageRequest,
): Promise<KeysetPage<Interview>> {
  const query = selectInterviews(trx)
    .where('clientId', '=', opportunity.clientId)
    .where('opportunityId', '=', opportunity.id)
  return readPage(query, byRound, page)
}

/** Those of one round at one instant. */
export const listInterviewsAt = (
  trx: PracticeTrx,
  opportunity: { id: string; clientId: string },
  { round, occurredAt }: Pick<Interview, 'round' | 'occurredAt'>,
): Promise<Interview[]> =>
  selectInterviews(trx)
    .where('clientId', '=', opportunity.clientId)
    .where('opportunityId', '=', opportunity.id)
    .where('round', '=', round)
    .where('occurredAt', '=', occurredAt)
    .orderBy('id')
    .execute()

/** Holds the interview until the transaction ends. */
export async function lockInterview(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('interviews')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

export async function insertInterview(
  trx: PracticeTrx,
  values: Omit<Insertable<Interviews>, 'practiceId' | 'createdAt' | 'updatedAt'>,
): Promise<string> {
  const { id } = await trx
    .insertInto('interviews')
    .values({ ...values, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateInterview(trx: PracticeTrx, id: string, values: Updateable<Interviews>): Promise<void> {
  await trx
    .updateTable('interviews')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Says anew who conducted an interview, in this order. */
export async function replaceInterviewers(
  trx: PracticeTrx,
  interview: { id: string; clientId: string },
  those: { name: string; role?: string | null; contactId?: string | null }[],
): Promise<void> {
  await trx
    .deleteFrom('interviewers')
    .where('practiceId', '=', trx.practiceId)
    .where('interviewId', '=', interview.id)
    .execute()
  if (those.length === 0) return
  const { practiceId } = trx
  const { id: interviewId, clientId } = interview
  await trx
    .insertInto('interviewers')
    .values(those.map((one, position) => ({ ...one, practiceId, clientId, interviewId, position })))
    .execute()
}

export async function deleteInterviewRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('interviews').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
