import {
  CamelCasePlugin,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import type { Database } from './database.ts'

/** Writes queries; there is no database behind it. */
const writer = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
})

/** Stands in a query where a value is to be. */
class Blank {
  readonly read: (values: Values) => unknown
  constructor(read: (values: Values) => unknown) {
    this.read = read
  }
}

type Values = Record<string, unknown>

/**
 * A query that is written once for each of its shapes and only filled in from then on: writing it takes longer than many
 * a query.
 *
 * @param write gets what makes the shape, and the values, some of which may be missing; it may use the values as such and
 * put them into the query, but not look at them
 */
export function prepare<Shape, Given extends object, Row>(
  write: (db: Kysely<Database>, shape: Shape, values: Given) => RawBuilder<Row>,
): (shape: Shape, values: Given) => CompiledQuery<Row> {
  const written = new Map<string, CompiledQuery<Row>>()
  return (shape, given) => {
    const values = given as Values
    const names = Object.keys(values).filter((name) => values[name] !== undefined)
    const key = JSON.stringify([shape, names])
    let query = written.get(key)
    if (!query) {
      query = write(writer, shape, Object.fromEntries(names.map((name) => [name, blankFor(name, values[name])])) as Given).compile(writer) // prettier-ignore
      written.set(key, query)
    }
    return { ...query, parameters: query.parameters.map((one) => (one instanceof Blank ? one.read(values) : one)) }
  }
}

const blankFor = (name: string, value: unknown): Blank | Blank[] =>
  Array.isArray(value)
    ? value.map((_, index) => new Blank((values) => (values[name] as unknown[])[index]))
    : new Blank((values) => values[name])
