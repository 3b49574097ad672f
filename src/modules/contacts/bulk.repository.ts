import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { type ContactFields, contactFields, type newContact } from './bulk.rules.ts'
import { distinctTags, foldCase, withKeys } from './contacts.rules.ts'

/** By what people may be recognised: the address, or the name together with the company. */
export interface Recognition {
  emailKeys: string[]
  nameKeys: string[]
}

/** A contact to be written, in full. */
export type ContactRow = ReturnType<typeof newContact> & { id: string }

export type KnownContact = Awaited<ReturnType<typeof lockContactsLike>>[number]

const plainFields = contactFields.filter((field) => field !== 'nextFollowUpOn' && field !== 'cadence')
const cadence = sql<ContactFields['cadence']>`
  case when cadence_status is not null then
    json_build_object('status', cadence_status, 'stepsDays', cadence_steps, 'setOn', cadence_set_on) end`.as('cadence')

const readColumns = [
  ...plainFields,
  cadence,
  'followUpChosenOn as nextFollowUpOn',
  'nextFollowUpOn as plannedOn',
  'id',
  'emailKey',
  'nameKey',
  'companyKey',
  'updatedAt',
] as const

/**
 * The contacts of a client who have one of these addresses or names, the eldest first; nobody else changes them until
 * the transaction ends. PostgreSQL learns late how many came with an import, and plans for few: without a join, and with
 * what is looked for in hash tables, their contacts are read once at worst.
 */
export const lockContactsLike = (trx: PracticeTrx, clientId: string, { emailKeys, nameKeys }: Recognition) =>
  trx
    .selectFrom('contacts')
    .select(readColumns)
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('erasedAt', 'is', null)
    .where((of) =>
      of.or([
        of('emailKey', 'in', sql<string>`(select unnest(${emailKeys}::text[]))`),
        of('nameKey', 'in', sql<string>`(select unnest(${nameKeys}::text[]))`),
      ]),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

/** Contacts by their ids; nobody else changes them until the transaction ends. */
export const lockContactsOf = (trx: PracticeTrx, clientId: string, ids: string[]) =>
  trx
    .selectFrom('contacts')
    .select([...readColumns, 'createdAt'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('id', '=', sql<string>`any(${ids})`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

const written = [
  ...plainFields, 'followUpChosenOn', 'cadenceStatus', 'cadenceSteps', 'cadenceSetOn', 'nameKey', 'companyKey',
  'emailKey',
].map((field) => ({ field, column: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) })) // prettier-ignore
const columns = sql.raw(written.map(({ column }) => column).join(', '))
const assignments = sql.raw(written.map(({ column }) => `${column} = new.${column}`).join(', '))

/** Rows as PostgreSQL reads them into the very types of the table; what is absent is null there. */
const asRecords = (rows: ContactRow[]): string => JSON.stringify(rows.map(asRecord))

function asRecord(row: ContactRow): Record<string, unknown> {
  const { cadence, ...values } = withKeys(row)
  const { status, stepsDays, setOn } = cadence ?? {}
  const all: Record<string, unknown> = {
    ...values,
    cadenceStatus: status,
    cadenceSteps: stepsDays,
    cadenceSetOn: setOn,
  }
  const record: Record<string, unknown> = { id: row.id }
  for (const { field, column } of written) if (all[field] !== null) record[column] = all[field]
  return record
}

/** @throws SQLSTATE 23505 when an address is another contact's */
export async function insertContacts(trx: PracticeTrx, clientId: string, rows: ContactRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into contacts (practice_id, client_id, id, ${columns}, created_at, updated_at)
    select ${trx.practiceId}, ${clientId}, id, ${columns}, ${trx.now}, ${trx.now}
      from json_populate_recordset(null::contacts, ${asRecords(rows)}::json)`.execute(trx)
  await insertTags(trx, clientId, rows)
}

/** @throws SQLSTATE 23505 when an address is another contact's */
export async function updateContacts(trx: PracticeTrx, clientId: string, rows: ContactRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update contacts
       set ${assignments}, updated_at = ${trx.now},
           follow_up_chosen_after = case when new.follow_up_chosen_on is distinct from contacts.follow_up_chosen_on
             then contacts.follow_up_since else contacts.follow_up_chosen_after end
      from json_populate_recordset(null::contacts, ${asRecords(rows)}::json) as new
     where contacts.practice_id = ${trx.practiceId} and contacts.client_id = ${clientId} and contacts.id = new.id
  `.execute(trx)
  await trx
    .deleteFrom('contactTags')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('contactId', '=', sql<string>`any(${rows.map(({ id }) => id)})`)
    .execute()
  await insertTags(trx, clientId, rows)
}

async function insertTags(trx: PracticeTrx, clientId: string, rows: ContactRow[]): Promise<void> {
  const tags = rows.flatMap(({ id, tags }) => distinctTags(tags).map((tag) => ({ id, tag })))
  if (tags.length === 0) return
  await sql`
    insert into contact_tags (practice_id, client_id, contact_id, tag_key, tag)
    select ${trx.practiceId}, ${clientId}, contact_id, tag_key, tag
      from unnest(${tags.map(({ id }) => id)}::uuid[], ${tags.map(({ tag }) => foldCase(tag))}::text[],
                  ${tags.map(({ tag }) => tag)}::text[]) as tags (contact_id, tag_key, tag)`.execute(trx)
}

/** @returns false, with nobody gone, when anything refers to one of them */
export async function deleteContactRows(trx: PracticeTrx, clientId: string, ids: string[]): Promise<boolean> {
  await sql`savepoint contacts_removal`.execute(trx)
  try {
    await trx
      .deleteFrom('contacts')
      .where('practiceId', '=', trx.practiceId)
      .where('clientId', '=', clientId)
      .where('id', '=', sql<string>`any(${ids})`)
      .execute()
    await sql`release savepoint contacts_removal`.execute(trx)
    return true
  } catch (error) {
    if (sqlStateOf(error) !== '23503') throw error
    await sql`rollback to savepoint contacts_removal`.execute(trx)
    return false
  }
}

/** Addresses that somebody else of the client's contacts has. */
export async function findTakenAddresses(trx: PracticeTrx, clientId: string, emailKeys: string[]) {
  return trx
    .selectFrom('contacts')
    .select(['id', 'emailKey'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('emailKey', '=', sql<string>`any(${emailKeys})`)
    .execute()
}
