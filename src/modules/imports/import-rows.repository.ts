import { type Selectable, sql } from 'kysely'
import type { ImportRows } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type NetworkPart, type Subject, subjects } from './network-file.rules.ts'

export type Outcome = 'create' | 'update' | 'duplicate' | 'reject'

/** One row of an import as everybody outside this room sees it. */
export interface ImportRow extends Record<Subject, string | null> {
  number: number
  outcome: Outcome
  reason: string | null
  part: NetworkPart
  revert: ImportRows['revert']
  revertReason: string | null
}

interface Place {
  clientId: string
  importId: string
}

const rowsOf = (trx: PracticeTrx, { clientId, importId }: Place) =>
  trx
    .selectFrom('importRows')
    .where('importRows.practiceId', '=', trx.practiceId)
    .where('importRows.clientId', '=', clientId)
    .where('importRows.importId', '=', importId)

const inTheirOrder: Order = { keys: [{ expression: sql`import_rows.number`, type: 'integer' }] }

export function listRows(
  trx: PracticeTrx,
  place: Place,
  { outcome }: { outcome?: Outcome | undefined },
  page: PageRequest,
): Promise<KeysetPage<ImportRow>> {
  let query = rowsOf(trx, place).select(['number', 'part', 'outcome', 'reason', ...subjects, 'revert', 'revertReason'])
  if (outcome) query = query.where('outcome', '=', outcome)
  return readPage(query, inTheirOrder, page)
}

/** What became of a row, to be kept. */
export interface NewRow {
  number: number
  outcome: Outcome
  reason?: string
  /** Of an export; in every other file all rows are about contacts. */
  part?: NetworkPart
  source_id?: string
  contact_id?: string
  search_id?: string
  opportunity_id?: string
  interview_id?: string
  interaction_id?: string
  introduction_id?: string
  help_offer_id?: string
  before?: unknown
  after?: unknown
  email_key?: string | null
  name_key?: string | null
  company_key?: string | null
}

export async function insertRows(trx: PracticeTrx, { clientId, importId }: Place, rows: NewRow[]): Promise<void> {
  await sql`
    insert into import_rows (practice_id, client_id, import_id, number, outcome, reason, contact_id, before, after,
                             email_key, name_key, company_key, part, source_id, search_id, opportunity_id,
                             interview_id, interaction_id, introduction_id, help_offer_id)
    select ${trx.practiceId}, ${clientId}, ${importId}, number, outcome, reason, contact_id, before, after,
           email_key, name_key, company_key, coalesce(part, 'contacts'), source_id, search_id, opportunity_id,
           interview_id, interaction_id, introduction_id, help_offer_id
      from json_populate_recordset(null::import_rows, ${JSON.stringify(rows)}::json)`.execute(trx)
}

/**
 * The rows of an import that hold one of these values, beside the value. PostgreSQL learns late how many came with an
 * import, and plans for few: asked for one value after the other, each is found by its index all the same.
 */
const rowsWith = (
  { practiceId }: PracticeTrx,
  { clientId, importId }: Place,
  [column, values]: [column: string, values: string[]],
) => sql`
  unnest(${[...new Set(values)]}::${sql.raw(column.endsWith('_key') ? 'text' : 'uuid')}[]) as wanted
  cross join lateral (
    select * from import_rows
     where practice_id = ${practiceId} and client_id = ${clientId} and import_id = ${importId}
       and ${sql.ref(column)} = wanted
    offset 0) as r`

/** The first row of this import that was about each of these contacts. */
export async function findRowsAbout(trx: PracticeTrx, place: Place, contactIds: string[]) {
  const { rows } = await sql<{ wanted: string; number: number }>`
    select wanted, min(r.number) as number from ${rowsWith(trx, place, ['contact_id', contactIds])} group by wanted`.execute(trx) // prettier-ignore
  return new Map(rows.map(({ wanted, number }) => [wanted, number]))
}

/** Whom a dry run would have created of those who are recognised. */
export async function findWouldBePeople(
  trx: PracticeTrx,
  place: Place,
  { emailKeys, nameKeys }: { emailKeys: string[]; nameKeys: string[] },
) {
  const columns = sql`select r.number, r.email_key, r.name_key, r.company_key from`
  const { rows } = await sql<Pick<Selectable<ImportRows>, 'number' | 'emailKey' | 'nameKey' | 'companyKey'>>`
    ${columns} ${rowsWith(trx, place, ['email_key', emailKeys])} union
    ${columns} ${rowsWith(trx, place, ['name_key', nameKeys])} order by number`.execute(trx)
  return rows
}

/** What things of the file have become, by what the file calls them; of a dry run, who would be there is null. */
export async function findBecome(trx: PracticeTrx, place: Place, part: NetworkPart, sourceIds: string[]) {
  const { rows } = await sql<{ wanted: string; became: string | null }>`
    select wanted, coalesce(r.contact_id, r.search_id, r.opportunity_id, r.interaction_id) as became
      from ${rowsWith(trx, place, ['source_id', sourceIds])}
     where r.part = ${part} and r.outcome <> 'reject'`.execute(trx)
  return new Map(rows.map(({ wanted, became }) => [wanted, became]))
}

/** Which of these things this import has brought, or found to be known. */
export async function findBrought(
  trx: PracticeTrx,
  place: Place,
  subject: 'search' | 'opportunity' | 'interview' | 'interaction' | 'help_offer',
  ids: string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ wanted: string }>`
    select wanted from ${rowsWith(trx, place, [`${subject}_id`, ids])}`.execute(trx)
  return new Set(rows.map(({ wanted }) => wanted))
}

/** The last rows of an import, below a number, that changed something. */
export const findRowsToRevert = (trx: PracticeTrx, place: Place, { below, limit }: { below: number; limit: number }) =>
  rowsOf(trx, place)
    .select(['number', 'part', 'outcome', ...subjects, 'before', 'after'])
    .where('outcome', 'in', ['create', 'update'])
    .where('number', '<', below)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()

/** A row of an import that changed something, on its way back. */
export type RowToRevert = Awaited<ReturnType<typeof findRowsToRevert>>[number]

export interface Reversal {
  number: number
  revert: 'removed' | 'restored' | 'kept'
  revert_reason?: string
}

export async function markReverted(trx: PracticeTrx, { clientId, importId }: Place, rows: Reversal[]): Promise<void> {
  await sql`
    update import_rows set revert = done.revert, revert_reason = done.revert_reason
      from json_populate_recordset(null::import_rows, ${JSON.stringify(rows)}::json) as done
     where import_rows.practice_id = ${trx.practiceId} and import_rows.client_id = ${clientId}
       and import_rows.import_id = ${importId} and import_rows.number = done.number`.execute(trx)
}
