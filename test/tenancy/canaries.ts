import type pg from 'pg'
import { tablesWith } from '../support/rows.ts'

/** Whoever rows are of: a practice, or one of its clients. */
export interface Owner {
  name: string
  practiceId: string
  clientId?: string
}

interface Column {
  table: string
  name: string
  type: 'text' | 'jsonb' | '_text'
}

/** Words that programs read, though no check of the database keeps them from being others; and work, which is heard. */
const readByPrograms = [
  'practices.time_zone', 'clients.time_zone', 'clients.locale', 'contacts.time_zone', 'messages.kind',
  'messages.subject_kind', 'announcement_recipients.skip_code', 'agenda.kind', 'agenda.period', 'periods.time_zone', 'periods.void_because', 'outbox.job',
  'outbox.payload', 'outbox.trace_id', 'template_versions.kind', 'template_versions.language', 'published_templates.kind',
  'practices.accent_color', 'mail_settings.smtp_host', 'mail_settings.smtp_security',
] // prettier-ignore

/**
 * Lets every text of every row say whose it is: `canary-<owner>-<table>.<column>-<row>`. Of the owners, clients come
 * after their practices.
 *
 * @returns the columns that would not have it, with the constraints that refused
 */
export async function plantCanaries(admin: pg.Client, owners: Owner[]): Promise<Record<string, string>> {
  const tables = ['practices', 'users', ...(await tablesWith(admin, 'practice_id'))]
  const ofClients = await tablesWith(admin, 'client_id')
  const refused: Record<string, string> = {}
  for (const { table, name, type } of await textColumns(admin, tables)) {
    const column = `${table}.${name}`
    if (readByPrograms.includes(column)) continue
    for (const owner of owners) {
      const rows = rowsOf(table, owner, ofClients)
      if (!rows) continue
      try {
        await admin.query(`update ${table} set ${name} = ${canaryFor({ table, name, type }, owner)} where ${rows}`)
      } catch (error) {
        refused[column] = await constraintOf(admin, error as pg.DatabaseError)
      }
    }
  }
  return refused
}

/** Whose canaries, or words of the world's story, stand in a text. */
export function ownersIn(text: string): string[] {
  const found = [...text.matchAll(/canary-(\w+)-|said (north by ada|north by ben|north|south)/g)]
  return [...new Set(found.map(([, owner, words]) => owner ?? words!.split(' ').at(-1)!))].toSorted()
}

async function textColumns(admin: pg.Client, tables: string[]): Promise<Column[]> {
  const { rows } = await admin.query<Column>(
    `select table_name as table, column_name as name, udt_name as type from information_schema.columns
      where table_schema = 'public' and udt_name in ('text', '_text', 'jsonb') and is_generated = 'NEVER'
        and table_name = any($1) order by table_name, ordinal_position`,
    [tables],
  )
  return rows
}

async function constraintOf(admin: pg.Client, { constraint, message }: pg.DatabaseError): Promise<string> {
  const { rows } = await admin.query<{ definition: string }>(
    'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
    [constraint],
  )
  return rows[0]?.definition ?? message
}

function rowsOf(table: string, { practiceId, clientId }: Owner, ofClients: string[]): string | undefined {
  if (clientId) {
    if (table === 'clients') return `id = '${clientId}'`
    return ofClients.includes(table) ? `client_id = '${clientId}'` : undefined
  }
  if (table === 'practices') return `id = '${practiceId}'`
  if (table === 'users') return `id in (select user_id from members where practice_id = '${practiceId}')`
  return `practice_id = '${practiceId}'`
}

/** The new value of a column, as SQL: what its readers take it for, if it is more than a text. */
function canaryFor({ table, name, type }: Column, owner: Owner): string {
  const canary = `'canary-${owner.name}-${table}.${name}-' || substr(md5(${table}.ctid::text), 1, 8)`
  const field = `jsonb_build_object('canary', ${canary})`
  if (type === '_text') return `array[${canary}]`
  if (type === 'jsonb') {
    return `case jsonb_typeof(${name}) when 'object' then ${name} || ${field} when 'array' then
      (select coalesce(jsonb_agg(element || ${field}), '[]') from jsonb_array_elements(${name}) element) else ${name} end`
  }
  if (name === 'message_id_header') return `'<' || ${canary} || '@people.example>'`
  if (/email|address|to_key/.test(name)) return `${canary} || '@people.example'`
  if (/url/.test(name)) return `'https://people.example/' || ${canary}`
  return canary
}
