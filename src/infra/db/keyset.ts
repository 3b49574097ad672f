import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'

/** How many rows, and after which: the sort keys of the last row seen, as text. */
export interface PageRequest {
  limit: number
  after: string[] | undefined
}

export interface KeysetPage<Row> {
  data: Row[]
  /** The sort keys of the last row, when there are more. */
  next: string[] | null
}

/** A total order that an index can walk: every key in one direction, the last one unique. */
export interface Order {
  keys: { expression: RawBuilder<unknown>; type: 'text' | 'uuid' | 'timestamptz' | 'date' | 'integer' }[]
  descending?: boolean
}

/** Reads one page by keyset: no row is skipped or repeated, whatever is written meanwhile. */
export async function readPage<Source, Tables extends keyof Source, Row>(
  query: SelectQueryBuilder<Source, Tables, Row>,
  order: Order,
  page: PageRequest,
): Promise<KeysetPage<Row>> {
  const sortKeys = sql<string[]>`array[${sql.join(order.keys.map((key) => sql`${key.expression}::text`))}]`
  const rows = await orderedFrom(query, order, page).select(sortKeys.as('sortKeys')).execute()
  const data = rows.slice(0, page.limit) as (Row & { sortKeys: string[] })[]
  return { data, next: rows.length > page.limit ? data.at(-1)!.sortKeys : null }
}

/** The rows of one page and one more, if there is one. */
export function orderedFrom<Source, Tables extends keyof Source, Row>(
  query: SelectQueryBuilder<Source, Tables, Row>,
  order: Order,
  page: PageRequest,
) {
  const direction = order.descending ? 'desc' : 'asc'
  // Written out: of a limit that is a parameter a kept plan would not know that it is small.
  let ordered = query.limit(sql.lit(page.limit + 1))
  for (const { expression } of order.keys) ordered = ordered.orderBy(expression, direction)
  if (page.after) {
    const here = sql.join(order.keys.map((key) => key.expression))
    const there = sql.join(page.after.map((value, index) => sql`${value}::${sql.raw(order.keys[index]!.type)}`))
    ordered = ordered.where(sql<boolean>`(${here}) ${sql.raw(order.descending ? '<' : '>')} (${there})`)
  }
  return ordered
}
