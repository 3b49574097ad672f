import { type RawBuilder, sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { onlyKeys, type PersonalColumn, type PersonalTable } from './personal-columns.repository.ts'

/* Erasing goes through the tables of every room: whoever is forgotten is forgotten everywhere. */

/** Somebody to be forgotten, and what they are known by. */
export interface Person {
  id: string
  clientId: string
  name: string
  email: string | null
  emailKey: string | null
  phone: string | null
  profileUrl: string | null
}

const mark = sql.lit('[erased]')
const column = ({ name }: PersonalColumn) => sql.ref(name)

const blank = ({ name, type, nullable }: PersonalColumn): RawBuilder<unknown> => {
  if (nullable) return sql`null`
  if (type === '_text') return sql`'{}'`
  if (type === 'text') return mark
  return sql`case jsonb_typeof(${sql.ref(name)}) when 'array' then '[]'::jsonb else '{}'::jsonb end`
}

const strike = (one: PersonalColumn, mention: string): RawBuilder<unknown> => {
  const cast = one.type === 'jsonb' ? sql`::jsonb` : one.type === '_text' ? sql`::text[]` : sql``
  return sql`regexp_replace(${column(one)}::text, ${mention}, ${mark}, 'gi')${cast}`
}

/** Contacts of the practice with this address, in any network that the caller may see; locked, in the order of their ids. */
export async function lockPeople(
  trx: PracticeTrx,
  who: { id: string } | { emailKey: string } | { clientId: string },
): Promise<Person[]> {
  let query = trx
    .selectFrom('contacts')
    .select(['id', 'clientId', 'name', 'email', 'emailKey', 'phone', 'profileUrl'])
    .where('practiceId', '=', trx.practiceId)
    .where('erasedAt', 'is', null)
  if ('id' in who) query = query.where('id', '=', who.id)
  else if ('emailKey' in who) query = query.where('emailKey', '=', who.emailKey)
  else query = query.where('clientId', '=', who.clientId)
  return query.orderBy('id').forUpdate().execute()
}

/** Addresses that a contact had in others who became part of them. */
export async function listMergedAddresses(trx: PracticeTrx, contactIds: string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('mergedContacts')
    .select('emailKey')
    .where('practiceId', '=', trx.practiceId)
    .where('survivorContactId', '=', sql<string>`any(${contactIds}::uuid[])`)
    .where('emailKey', 'is not', null)
    .execute()
  return rows.flatMap(({ emailKey }) => emailKey ?? [])
}

export async function isErased(trx: PracticeTrx, contactId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('contacts')
    .select('erasedAt')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  return row !== undefined && row.erasedAt !== null
}

/** Leaves of contacts nothing but what is counted. */
export async function blankContacts(trx: PracticeTrx, clientId: string, ids: string[]): Promise<void> {
  await sql`
    update contacts
       set name = 'Erased person', name_key = 'erased person', email = null, email_key = null, phone = null,
           company = null, company_key = null, title = null, profile_url = null, location = null, time_zone = null,
           tags = '{}', preferred_channel = null, how_met = null, notes = null, things_to_remember = null,
           cadence_status = null, cadence_steps = null, cadence_set_on = null, follow_up_chosen_on = null,
           follow_up_chosen_after = null, follow_up_since = null, follow_up_step = null, follow_up_every_days = null, cooling_on = null, dormant_on = null,
           follow_up_ideal_on = null, follow_up_latest_on = null, next_follow_up_on = null, do_not_contact = true, erased_at = ${trx.now}, updated_at = ${trx.now}
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and id = any(${ids}::uuid[])`.execute(trx)
  await sql`
    delete from contact_tags
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and contact_id = any(${ids}::uuid[])`.execute(
    trx,
  )
}

/** Empties what is about these contacts alone: their advice, letters, tasks, and conversations with nobody else. */
export async function blankRowsOf(
  trx: PracticeTrx,
  tables: PersonalTable[],
  clientId: string,
  ids: string[],
): Promise<void> {
  await sql`
    update interactions i
       set summary = null, outcome = null
     where practice_id = ${trx.practiceId} and client_id = ${clientId}
       and id in (select interaction_id from interaction_contacts
                   where practice_id = ${trx.practiceId} and client_id = ${clientId} and contact_id = any(${ids}::uuid[]))
       and not exists (select from interaction_contacts other
                        where other.practice_id = i.practice_id and other.client_id = i.client_id
                          and other.interaction_id = i.id and other.contact_id <> all(${ids}::uuid[]))`.execute(trx)
  const theirs = sql`contact_id = any(${ids}::uuid[])`
  // A trial of somebody's letter goes to whoever wrote it, and does not say whose it would be.
  const where = (table: string) => {
    if (table === 'messages') return sql`(${theirs} or kind = 'announcement_test')`
    return table === 'merged_contacts' ? sql`survivor_contact_id = any(${ids}::uuid[])` : theirs
  }
  for (const table of tables) if (table.ofContacts) await blankRows(trx, table, clientId, where(table.table))
  // Whoever came by import does not get back what an import changed.
  await sql`
    update import_rows set contact_id = null
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and contact_id = any(${ids}::uuid[])`.execute(
    trx,
  )
}

/** Empties everything that is a client's. */
export async function blankEverything(trx: PracticeTrx, tables: PersonalTable[], clientId: string): Promise<void> {
  for (const table of tables) await blankRows(trx, table, clientId, sql`true`)
  for (const table of [...onlyKeys, 'agenda', 'import_chunks', 'interaction_drafts']) {
    await sql`
      delete from ${sql.table(table)} where practice_id = ${trx.practiceId} and client_id = ${clientId}`.execute(trx)
  }
}

async function blankRows(
  trx: PracticeTrx,
  { table, columns }: PersonalTable,
  clientId: string,
  where: RawBuilder<unknown>,
): Promise<void> {
  const changes = columns.map((one) => sql`${column(one)} = ${blank(one)}`)
  if (table === 'interaction_contacts') changes.push(sql`advice_quotable = false`)
  await sql`
    update ${sql.table(table)} set ${sql.join(changes)}
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and ${where}`.execute(trx)
}

/** Strikes out of everything else of a client what somebody is known by. People of the same name keep theirs. */
export async function strikeMentions(
  trx: PracticeTrx,
  tables: PersonalTable[],
  clientId: string,
  mention: string,
): Promise<void> {
  const named = ['contacts.name', 'contacts.name_key', 'messages.to_name', 'messages.from_name']
  for (const { table, columns } of tables) {
    const written = columns.filter(({ name }) => !named.includes(`${table}.${name}`))
    if (written.length === 0) continue
    const changes = written.map((one) => sql`${column(one)} = ${strike(one, mention)}`)
    const mentions = written.map((one) => sql`${column(one)}::text ~* ${mention}`)
    await sql`
      update ${sql.table(table)} set ${sql.join(changes)}
       where practice_id = ${trx.practiceId} and client_id = ${clientId}
         and (${sql.join(mentions, sql` or `)})`.execute(trx)
  }
}

/** Empties the events about these subjects, of all where none are named, and strikes mentions out of the others. */
export async function eraseEvents(
  trx: PracticeTrx,
  clientId: string,
  subjectIds: string[] | null,
  mention: string,
): Promise<void> {
  await sql`select app.erase_events(${clientId}, ${subjectIds}::uuid[], ${mention})`.execute(trx)
}

/** Forgets answers kept with idempotency keys that speak of one of these; the keys still keep from doing things twice. */
export async function blankKeptAnswers(trx: PracticeTrx, mention: string): Promise<void> {
  await sql`
    update idempotency_keys set body = null, headers = '{}'
     where practice_id = ${trx.practiceId} and convert_from(body, 'UTF8') ~* ${mention}`.execute(trx)
}

/** Drops mails that name somebody and that nobody has made a conversation of. Returns their ids. */
export async function dropDraftsNaming(trx: PracticeTrx, clientId: string, emailKeys: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from interaction_drafts
     where practice_id = ${trx.practiceId} and client_id = ${clientId}
       and exists (select from jsonb_array_elements(people) as person where person ->> 'key' = any(${emailKeys}::text[]))
    returning id`.execute(trx)
  return rows.map(({ id }) => id)
}

/** What nobody is to be written any more stands in their tombstone. */
export async function dropSuppressions(trx: PracticeTrx, emailKeys: string[], clientId?: string): Promise<void> {
  await sql`
    delete from suppressions
     where practice_id = ${trx.practiceId} and email_key = any(${emailKeys}::text[])
       and ${clientId ? sql`client_id = ${clientId}` : sql`true`}`.execute(trx)
}

export async function listOpen(trx: PracticeTrx, clientId: string, contactIds?: string[]) {
  const of = contactIds ? sql<boolean>`contact_id = any(${contactIds}::uuid[])` : sql<boolean>`true`
  const messages = await trx
    .selectFrom('messages')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('status', '=', 'queued')
    .where(of)
    .forUpdate()
    .execute()
  const tasks = await trx
    .selectFrom('tasks')
    .select('subjectId')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('status', '=', 'open')
    .where(of)
    .execute()
  return { messages, tasks }
}

/** Leaves of a client nothing but what is counted. */
export async function blankClient(trx: PracticeTrx, clientId: string): Promise<void> {
  await sql`
    update clients
       set name = 'Erased client', email = 'erased@' || id || '.invalid', email_key = 'erased@' || id || '.invalid',
           consents = '{}', digest = 'off', status = 'archived', erased_at = ${trx.now}, updated_at = ${trx.now}
     where practice_id = ${trx.practiceId} and id = ${clientId}`.execute(trx)
  await sql`
    update announcements set status = 'cancelled'
     where practice_id = ${trx.practiceId} and client_id = ${clientId}
       and status not in ('completed', 'cancelled')`.execute(trx)
}
