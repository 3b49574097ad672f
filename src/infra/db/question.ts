import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import { prepare } from './prepared.ts'
import { type Place, type PracticeTrx, type Scope, scopeOf, type SessionPlace } from './scope.ts'

/** One statement, whoever's practice it is for: it gives one row, of which something is made. */
export interface Question<Row, Found, Where = Pick<Scope, 'practiceId'>> {
  inStep(where: Where): CompiledQuery<Row>
  read(row: Row): Found
}

type Here = Pick<Scope, 'practiceId' | 'now'>

/** A read that can be asked together with what enters the practice. */
export interface DoorQuestion<Row, Found> extends Question<Row, Found, Here> {
  atTheDoor(session: SessionPlace): CompiledQuery<Place & Row>
}

type Statements<Row> = Omit<DoorQuestion<Row, never>, 'read'>

/**
 * Writes the statement of a question, once for each shape (see `prepare`).
 *
 * @param write must use its practice in what the answer is made from: by that it comes after the door
 */
export function prepareQuestion<Shape, Values extends object, Row>(
  write: (
    db: Kysely<Database>,
    shape: Shape,
    values: Values,
    here: { practiceId: RawBuilder<string>; now: RawBuilder<Date> },
  ) => RawBuilder<Row>,
): (shape: Shape, values: Values) => Statements<Row> {
  const inStep = prepare((db, shape: Shape, { practiceId, now, ...values }: Values & Here) =>
    write(db, shape, values as unknown as Values, { practiceId: sql`${practiceId}`, now: sql`${now}::timestamptz` }),
  )
  // What is entered lasts as long as the statement, which is a transaction of its own. Whatever ran before the door
  // would be asked outside of any practice, where the walls show nothing.
  const atTheDoor = prepare(
    (db, shape: Shape, { practiceId, sessionId, ...values }: Values & Pick<SessionPlace, 'practiceId' | 'sessionId'>) => sql<Place & Row>`
      select entered.*, answer.*
        from (select *, ${practiceId}::uuid as practice_id from app.enter_session(${practiceId}, ${sessionId}, null)
              offset 0) as entered
       cross join lateral (${write(db, shape, values as unknown as Values, there)}) as answer`, // prettier-ignore
  )
  return (shape, values) => ({
    inStep: ({ practiceId, now }) => inStep(shape, { ...values, practiceId, now }),
    atTheDoor: ({ practiceId, sessionId }) => atTheDoor(shape, { ...values, practiceId, sessionId }),
  })
}

const there = { practiceId: sql<string>`entered.practice_id`, now: sql<Date>`entered.now` }

/** Asks in a step that has entered the practice. */
export async function ask<Row, Found>(trx: PracticeTrx, { inStep, read }: Question<Row, Found, Here>): Promise<Found> {
  const { rows } = await trx.executeQuery(inStep(trx))
  return read(rows[0]!)
}

/**
 * As `enterSession` for a step that only asks one question: entering and asking are one statement.
 *
 * @param check throws when whoever is in this scope may not know the answer
 * @returns the answer, or undefined when the session is no longer good
 */
export async function askInSession<Row, Found>(
  db: Kysely<Database>,
  session: SessionPlace,
  { atTheDoor, read }: DoorQuestion<Row, Found>,
  check: (scope: Scope) => void,
): Promise<{ found: Found } | undefined> {
  const { rows } = await db.executeQuery(atTheDoor(session))
  const [row] = rows
  if (!row) return undefined
  check(scopeOf(session, row))
  return { found: read(row) }
}

/**
 * As `enterAsSystem` for a step of one statement: all is sent at once, and nobody waits for the door to be answered.
 *
 * @returns the answer, or undefined when there is no such practice
 */
export async function askAsSystem<Row, Found>(
  db: Kysely<Database>,
  practiceId: string,
  { inStep, read }: Question<Row, Found>,
): Promise<Found | undefined> {
  const entering = sql`select * from app.enter_as_system(${practiceId}, 'still')`.compile(db)
  const statements = [begin, entering, inStep({ practiceId }), commit]
  return db.getExecutor().provideConnection(async (connection) => {
    // All are waited for, so that the connection is nobody else's before they are over. What fails undoes what came before.
    const ends = await Promise.allSettled(statements.map((one) => connection.executeQuery(one)))
    const [, entered, answered] = ends.map((end) => {
      if (end.status === 'rejected') throw end.reason
      return end.value.rows
    })
    return entered!.length === 0 ? undefined : read(answered![0] as Row)
  })
}

const [begin, commit] = [CompiledQuery.raw('begin'), CompiledQuery.raw('commit')]
