import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { type KeysetPage, type Order, orderedFrom, type PageRequest } from './keyset.ts'

/** A row as JSON, out of the columns of a query that is called `page`. Made once: building it costs what reading would. */
export type JsonRow = RawBuilder<string>

/**
 * Tells how a row is written.
 *
 * @param columns their names in JSON, in the order in which they are to stand; `instant` is written as everywhere else:
 * UTC, milliseconds, `Z`
 */
export function jsonRow(columns: Record<string, 'plain' | 'instant'>): JsonRow {
  const entries = Object.entries(columns).map(([name, as]) => {
    const column = `page.${name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`
    return `${as === 'plain' ? column : `to_char(${column} at time zone 'UTC', '${instantFormat}')`} as "${name}"`
  })
  return sql.raw(`(select row_to_json(one) from (select ${entries.join(', ')}) as one)`)
}

const instantFormat = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'

/** A page as it comes: its rows and one more as JSON, a line each, and where the page after it would begin. */
export interface JsonLines {
  lines: string | null
  lastKeys: string[]
}

/**
 * As `readPage`, but each row comes as the JSON that is answered: for a list that is asked for all the time, reading
 * rows only to write them again costs more than everything else. All come as one value.
 */
export function selectPageAsJson<Source, Tables extends keyof Source>(
  query: SelectQueryBuilder<Source, Tables, object>,
  row: JsonRow,
  order: Order,
  page: PageRequest,
): RawBuilder<JsonLines> {
  const ordered = orderedFrom(query, order, page)
  const keys = order.keys.map(({ expression }, index) => sql`${expression}::text`.as(keyName(index)))
  // Of each key only the one that the next page begins after is wanted.
  const lastKeys = order.keys.map(
    (_, index) => sql`(array_agg(page.${sql.ref(keyName(index))}))[${sql.lit(page.limit)}]`,
  )
  // The order is that of the rows within: a limited query is neither merged with its surroundings nor run in parts.
  return sql<JsonLines>`
    select string_agg(${row}::text, E'\n') as lines, array[${sql.join(lastKeys)}] as "lastKeys"
      from (${ordered.select(keys)}) as page`
}

/** Cuts what `selectPageAsJson` found into rows. */
export function jsonPageOf({ lines, lastKeys: next }: JsonLines, limit: number): KeysetPage<string> {
  const data = lines === null ? [] : lines.split('\n')
  return data.length > limit ? { data: data.slice(0, limit), next } : { data, next: null }
}

const keyName = (index: number): string => `sort_key_${index}`
