import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A column that may say something of a person. */
export interface PersonalColumn {
  name: string
  type: 'text' | '_text' | 'jsonb'
  nullable: boolean
}

export interface PersonalTable {
  table: string
  columns: PersonalColumn[]
  /** Whether its rows are about one contact: it has a `contact_id`. */
  ofContacts: boolean
}

/** Words that programs read, though no check of the database keeps them from being others. */
const readByPrograms = [
  'clients.time_zone', 'clients.locale', 'messages.kind', 'messages.subject_kind', 'announcement_recipients.skip_code',
  'agenda.kind', 'agenda.period', 'periods.time_zone', 'periods.void_because', 'escalations.step_key', 'escalations.template', 'escalations.copy_to',
] // prettier-ignore

/** Rows of these are about nothing else than what somebody is found by: they go as a whole. */
export const onlyKeys = ['contact_tags', 'contact_words', 'suppressions']

/**
 * Every column of a client's tables that can hold what people write, asked of the database itself: a table that comes
 * later is not forgotten. What a check lets be nothing but one of a few words is none of them.
 */
export async function listPersonalTables(trx: PracticeTrx): Promise<PersonalTable[]> {
  const { rows } = await sql<PersonalTable>`
    select t.relname as "table", bool_or(a.of_contacts) as of_contacts,
           json_agg(json_build_object('name', a.attname, 'type', a.typname, 'nullable', not a.attnotnull)) as columns
      from pg_class t
      cross join lateral (
        select a.attname, a.attnotnull, ty.typname,
               exists (select from pg_attribute b where b.attrelid = t.oid and b.attname = 'contact_id') as of_contacts
          from pg_attribute a
          join pg_type ty on ty.oid = a.atttypid
         where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
           and ty.typname in ('text', '_text', 'jsonb')
           and not exists (select from pg_constraint c
                            where c.conrelid = t.oid and c.contype = 'c' and c.conkey = array[a.attnum])) a
     where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
       and exists (select from pg_attribute b where b.attrelid = t.oid and b.attname = 'client_id')
       and t.relname <> 'events' and t.relname <> all (${onlyKeys}::text[])
       and t.relname || '.' || a.attname <> all (${readByPrograms}::text[])
     group by t.relname
     order by t.relname`.execute(trx)
  return rows
}
