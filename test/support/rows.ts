import type pg from 'pg'

/** A digest of the rows of every table that has this value in that column: `table.column` → digest. */
export async function rowsOf(admin: pg.Client, column: 'practice_id' | 'client_id', value: string) {
  const digests: Record<string, string> = {}
  for (const table of await tablesWith(admin, column)) {
    const { rows } = await admin.query<{ digest: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '' order by t::text), '')) as digest
         from ${table} t where ${column} = $1`,
      [value],
    )
    digests[`${table}.${column}`] = rows[0]!.digest
  }
  return digests
}

/** The columns of a table that a statement may write, quoted, with commas between. */
export async function writableColumns(admin: pg.Client, table: string): Promise<string> {
  const { rows } = await admin.query<{ names: string }>(
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
      where table_schema = 'public' and table_name = $1 and is_identity = 'NO' and is_generated = 'NEVER'`,
    [table],
  )
  return rows[0]!.names
}

/** The tables that have such a column. */
export async function tablesWith(admin: pg.Client, column: 'practice_id' | 'client_id'): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = $1 order by 1`,
    [column],
  )
  return rows.map(({ name }) => name)
}
