import { type Insertable, sql, type Updateable } from 'kysely'
import type { Contacts } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import type { Dormancy } from '../cadences/follow-up.rules.ts'
import { foldCase } from './contacts.rules.ts'

/** A contact as everybody outside this room sees one. */
export type Contact = NonNullable<Awaited<ReturnType<typeof findContact>>>

/** What a client has put into knowing somebody. */
export const effort = sql<{ interactions: number; calls: number; emails: number; meetings: number; minutes: number }>`
  json_build_object('interactions', contacts.interactions, 'calls', contacts.calls, 'emails', contacts.emails,
                    'meetings', contacts.meetings, 'minutes', contacts.minutes)`.as('effort')

/** Whose introduction their chain follows: the one that was chosen, else the first. */
export const primaryIntroducer = sql<{ contactId: string; name: string } | null>`(
  select json_build_object('contactId', introducer.id, 'name', introducer.name)
    from introductions
    join contacts as introducer
      on introducer.practice_id = introductions.practice_id and introducer.id = introductions.introducer_contact_id
   where introductions.practice_id = contacts.practice_id and introductions.client_id = contacts.client_id
     and introductions.introduced_contact_id = contacts.id
   order by introductions.made_primary_at desc nulls last, introductions.introduced_on, introductions.created_at,
            introductions.id
   limit 1)`.as('primaryIntroducer')

/** Every contact that the caller may see, with whose introduction their chain follows. */
function selectContacts(trx: PracticeTrx) {
  const today = sql`(
    select (${trx.now}::timestamptz at time zone clients.time_zone)::date from clients
     where clients.practice_id = contacts.practice_id and clients.id = contacts.client_id)`
  const dormancy = sql<Dormancy | null>`app.dormancy(contacts.cooling_on, contacts.dormant_on, ${today})`.as('dormancy')
  return trx
    .selectFrom('contacts')
    .where('contacts.practiceId', '=', trx.practiceId)
    .where('contacts.erasedAt', 'is', null)
    .select([
      'contacts.id',
      'contacts.clientId',
      'contacts.name',
      'contacts.email',
      'contacts.phone',
      'contacts.company',
      'contacts.title',
      'contacts.profileUrl',
      'contacts.location',
      'contacts.timeZone',
      'contacts.tier',
      'contacts.tags',
      'contacts.preferredChannel',
      'contacts.howMet',
      'contacts.notes',
      'contacts.thingsToRemember',
      'contacts.doNotContact',
      'contacts.nextFollowUpOn',
      'contacts.firstInteractionAt',
      'contacts.lastInteractionAt',
      'contacts.createdAt',
      'contacts.updatedAt',
    ]) // prettier-ignore
    .select([effort, primaryIntroducer, dormancy])
}

/** A contact by an id that means them. */
export async function findContact(trx: PracticeTrx, id: string) {
  return selectContacts(trx)
    .where('contacts.id', '=', sql<string>`app.contact_meant(${trx.practiceId}, ${id})`)
    .executeTakeFirst()
}

export async function findContactsOfClient(trx: PracticeTrx, clientId: string, ids: string[]): Promise<Contact[]> {
  return selectContacts(trx).where('contacts.clientId', '=', clientId).where('contacts.id', 'in', ids).execute()
}

/** As `findContactsOfClient`, with what was said of their cadences. */
export function findContactsToMerge(trx: PracticeTrx, clientId: string, ids: string[]) {
  return selectContacts(trx)
    .select([
      'contacts.cadenceStatus',
      'contacts.cadenceSteps',
      'contacts.cadenceSetOn',
      'contacts.followUpChosenOn',
      'contacts.followUpChosenAfter',
    ])
    .where('contacts.clientId', '=', clientId)
    .where('contacts.id', 'in', ids)
    .execute()
}

/** A contact that may become part of another. */
export type ContactToMerge = Awaited<ReturnType<typeof findContactsToMerge>>[number]

/** Whom each of these ids means, whether they are there or not. */
export async function findContactsMeant(trx: PracticeTrx, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ named: string; id: string }>`
    select named, app.contact_meant(${trx.practiceId}, named) as id from unnest(${ids}::uuid[]) as named`.execute(trx)
  return new Map(rows.map(({ named, id }) => [named, id]))
}

export async function findByEmail(trx: PracticeTrx, clientId: string, emailKey: string) {
  return trx
    .selectFrom('contacts')
    .select(['id', 'name'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('emailKey', '=', emailKey)
    .executeTakeFirst()
}

/**
 * Holds contacts until the transaction ends, always in one order, so that two writers of the same people only queue.
 *
 * @param wholly nobody may begin to refer to them meanwhile
 */
export async function lockContacts(trx: PracticeTrx, ids: string[], { wholly = false } = {}): Promise<void> {
  await trx
    .selectFrom('contacts')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('id')
    .$if(!wholly, (query) => query.forNoKeyUpdate())
    .$if(wholly, (query) => query.forUpdate())
    .execute()
}

/** @returns false, with nothing written, when the e-mail address is another contact's */
export async function insertContact(
  trx: PracticeTrx,
  contact: Insertable<Contacts> & { id: string; tags: string[] },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('contacts')
    .values(contact)
    .onConflict((conflict) =>
      conflict.columns(['practiceId', 'clientId', 'emailKey']).where('emailKey', 'is not', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return false
  await indexTags(trx, contact)
  return true
}

/** @returns false, with nothing written, when the e-mail address is another contact's */
export async function updateContact(
  trx: PracticeTrx,
  contact: Pick<Contact, 'id' | 'clientId'>,
  values: Updateable<Contacts> & { tags?: string[] },
): Promise<boolean> {
  await sql`savepoint contact_update`.execute(trx)
  try {
    await trx
      .updateTable('contacts')
      .set({ ...values, updatedAt: trx.now })
      .where('practiceId', '=', trx.practiceId)
      .where('id', '=', contact.id)
      .execute()
  } catch (error) {
    if (sqlStateOf(error) !== '23505') throw error
    await sql`rollback to savepoint contact_update`.execute(trx)
    return false
  }
  if (values.tags) {
    await trx
      .deleteFrom('contactTags')
      .where('practiceId', '=', trx.practiceId)
      .where('clientId', '=', contact.clientId)
      .where('contactId', '=', contact.id)
      .execute()
    await indexTags(trx, { ...contact, tags: values.tags })
  }
  return true
}

async function indexTags(
  trx: PracticeTrx,
  { id, clientId, tags }: { id: string; clientId: string; tags: string[] },
): Promise<void> {
  if (tags.length === 0) return
  await trx
    .insertInto('contactTags')
    .values(tags.map((tag) => ({ practiceId: trx.practiceId, clientId, contactId: id, tagKey: foldCase(tag), tag })))
    .execute()
}

/** @throws SQLSTATE 23503 when anything refers to the contact */
export async function deleteContactRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('contacts').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
