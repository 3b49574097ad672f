import type pg from 'pg'

/** Where a text stands, in any column of any table that can hold one: `table.column`, each once. */
export async function findEverywhere(admin: pg.Client, text: string): Promise<string[]> {
  const { rows: columns } = await admin.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, udt_name as type from information_schema.columns
      where table_schema in ('public', 'bullmq') and udt_name in ('text', '_text', 'varchar', 'json', 'jsonb', 'bytea')
        and table_name in (select tablename from pg_tables where schemaname = 'public')`,
  )
  const found: string[] = []
  for (const { table, column, type } of columns) {
    const shown = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`
    const { rows } = await admin.query(
      `select 1 from ${table} where position(lower($1) in lower(${shown})) > 0 limit 1`,
      [text],
    )
    if (rows.length > 0) found.push(`${table}.${column}`)
  }
  return found.toSorted()
}

/** A digest of all rows of every table: the same for as long as nothing was changed. */
export async function fingerprint(admin: pg.Client): Promise<Record<string, string>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  )
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await admin.query<{ digest: string }>(
      `select md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) as digest from ${name} t`,
    )
    digests[name] = rows[0]!.digest
  }
  return digests
}
