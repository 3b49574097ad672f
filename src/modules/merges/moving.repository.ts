import { type RawBuilder, sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { isRefusedByKey } from '../../infra/db/sqlstate.ts'
import type { ContactReference } from './references.rules.ts'

/** Rows that named one contact and now name another; by what tells them apart, as texts. */
export interface Moved {
  table: string
  column: string
  from: string
  into: string | null
  key: readonly string[]
  rows: string[][]
}

/** A row that is no more, as it was: JSON by column. */
export interface Dropped {
  table: string
  row: string
}

/** What was done, in the order in which it was done: undone backwards, every step finds what it left. */
export type Step = { moved: Moved } | { dropped: Dropped }

interface Place {
  clientId: string
  from: string
  into: string
}

/** Lets every row that names `from` name `into`, but for those that would then stand there twice or name one person twice. */
export async function moveReferences(
  trx: PracticeTrx,
  reference: ContactReference,
  place: Place,
): Promise<{ steps: Step[]; dropped: Dropped[] }> {
  const dropped = [
    ...(reference.derived ? await dropRows(trx, reference, place, sql`${column('r', reference)} = ${place.from}`) : []),
    ...(await dropSelfReferences(trx, reference, place)),
    ...(await dropTwins(trx, reference, place)),
  ]
  const { table, key, detached = false } = reference
  const into = detached ? null : place.into
  const { rows } = await sql<{ key: string[] }>`
    update ${sql.table(table)} as r set ${sql.ref(reference.column)} = ${into}
     where r.practice_id = ${trx.practiceId} and r.client_id = ${place.clientId}
       and ${column('r', reference)} = ${place.from}
    returning ${keyOf(key)} as key`.execute(trx)
  const moved = { table, column: reference.column, from: place.from, into, key, rows: rows.map((row) => row.key) }
  return { steps: [...dropped.map((one) => ({ dropped: one })), ...(rows.length > 0 ? [{ moved }] : [])], dropped }
}

/** Lets rows name whom they named before; those that are gone, or name somebody else by now, stay as they are. */
export async function moveBack(trx: PracticeTrx, clientId: string, moved: Moved): Promise<void> {
  await sql`
    update ${sql.table(moved.table)} as r set ${sql.ref(moved.column)} = ${moved.from}
     where r.practice_id = ${trx.practiceId} and r.client_id = ${clientId}
       and ${sql.ref(`r.${moved.column}`)} ${moved.into === null ? sql`is null` : sql`= ${moved.into}`}
       and ${keyOf(moved.key)}::text in (
         select (array(select jsonb_array_elements_text(k)))::text
           from jsonb_array_elements(${JSON.stringify(moved.rows)}::jsonb) k)`.execute(trx)
}

/** Puts a row back as it was. @returns false when what it belonged to is gone, or another has taken its place */
export async function restoreRow(trx: PracticeTrx, { table, row }: Dropped): Promise<boolean> {
  await sql`savepoint restored_row`.execute(trx)
  try {
    await sql`
      insert into ${sql.table(table)}
      select (jsonb_populate_record(null::${sql.table(table)}, ${row}::jsonb)).*`.execute(trx)
    return true
  } catch (error) {
    if (!isRefusedByKey(error)) throw error
    await sql`rollback to savepoint restored_row`.execute(trx)
    return false
  }
}

/** Removes rows by their ids. */
export const dropById = (trx: PracticeTrx, table: string, clientId: string, ids: string[]): Promise<Dropped[]> =>
  dropRows(trx, { table }, { clientId }, sql`r.id = any(${ids}::uuid[])`)

async function dropSelfReferences(trx: PracticeTrx, reference: ContactReference, place: Place): Promise<Dropped[]> {
  const { apartFrom } = reference
  if (!apartFrom) return []
  return dropRows(
    trx,
    reference,
    place,
    sql`${column('r', reference)} = ${place.from} and ${sql.ref(`r.${apartFrom}`)} = ${place.into}`,
  )
}

/** Of two rows that would stand there for one contact, the one that is worth less; of equals, not the survivor's. */
async function dropTwins(trx: PracticeTrx, reference: ContactReference, place: Place): Promise<Dropped[]> {
  const { table, oncePer, worth = '0' } = reference
  if (!oncePer) return []
  const twins = sql.join(
    oncePer.map((name) => sql`${sql.ref(`other.${name}`)} = ${sql.ref(`r.${name}`)}`),
    sql` and `,
  )
  const worthOf = (row: string) => sql.raw(worth.replaceAll('r.', `${row}.`))
  const loses = (from: string, to: string, comparison: RawBuilder<unknown>) => sql`
    (${column('r', reference)} = ${from} and exists (
      select from ${sql.table(table)} as other
       where other.practice_id = r.practice_id and other.client_id = r.client_id and ${twins}
         and ${column('other', reference)} = ${to} and ${worthOf('r')} ${comparison} ${worthOf('other')}))`
  return dropRows(
    trx,
    reference,
    place,
    sql`(${loses(place.from, place.into, sql`<=`)} or ${loses(place.into, place.from, sql`<`)})`,
  )
}

async function dropRows(
  trx: PracticeTrx,
  { table }: Pick<ContactReference, 'table'>,
  { clientId }: Pick<Place, 'clientId'>,
  condition: RawBuilder<unknown>,
): Promise<Dropped[]> {
  const { rows } = await sql<{ row: string }>`
    delete from ${sql.table(table)} as r
     where r.practice_id = ${trx.practiceId} and r.client_id = ${clientId} and ${condition}
    returning to_jsonb(r)::text as row`.execute(trx)
  return rows.map(({ row }) => ({ table, row }))
}

const column = (row: string, reference: ContactReference) => sql.ref(`${row}.${reference.column}`)
const keyOf = (key: readonly string[]) => sql`array[${sql.join(key.map((name) => sql`${sql.ref(`r.${name}`)}::text`))}]`
