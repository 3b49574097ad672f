import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import { prepare } from './prepared.ts'
import { type Place, type PracticeTrx, type Scope, scopeOf, type SessionPlace } from './scope.ts'

/** Something that one statement reads, whoever's practice it is: one row, and what is made of it. */
export interface Question<Row, Found> {
  inStep(practiceId: string): CompiledQuery<Row>
  /** Together with what enters the practice. */
  atTheDoor(session: SessionPlace): CompiledQuery<Place & Row>
  read(row: Row): Found
}

type Statements<Row> = Pick<Question<Row, never>, 'inStep' | 'atTheDoor'>

/**
 * Writes the statement of a question, once for each shape (see `prepare`).
 *
 * @param write must use its practice in what the answer is made from: by that it comes after the door
 */
export function prepareQuestion<Shape, Values extends object, Row>(
  write: (db: Kysely<Database>, shape: Shape, values: Values, practiceId: RawBuilder<string>) => RawBuilder<Row>,
): (shape: Shape, values: Values) => Statements<Row> {
  const inStep = prepare((db, shape: Shape, { practiceId, ...values }: Values & { practiceId: string }) =>
    write(db, shape, values as Values, sql`${practiceId}`),
  )
  // What is entered lasts as long as the statement, which is a transaction of its own. Whatever ran before the door
  // would be asked outside of any practice, where the walls show nothing.
  const atTheDoor = prepare(
    (db, shape: Shape, { practiceId, sessionId, ...values }: Values & Pick<SessionPlace, 'practiceId' | 'sessionId'>) => sql<Place & Row>`
      select entered.*, answer.*
        from (select *, ${practiceId}::uuid as practice_id from app.enter_session(${practiceId}, ${sessionId}, null)
              offset 0) as entered
       cross join lateral (${write(db, shape, values as unknown as Values, sql`entered.practice_id`)}) as answer`, // prettier-ignore
  )
  return (shape, values) => ({
    inStep: (practiceId) => inStep(shape, { ...values, practiceId }),
    atTheDoor: ({ practiceId, sessionId }) => atTheDoor(shape, { ...values, practiceId, sessionId }),
  })
}

/** Asks in a step that has entered the practice. */
export async function ask<Row, Found>(trx: PracticeTrx, { inStep, read }: Question<Row, Found>): Promise<Found> {
  const { rows } = await trx.executeQuery(inStep(trx.practiceId))
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
  { atTheDoor, read }: Question<Row, Found>,
  check: (scope: Scope) => void,
): Promise<{ found: Found } | undefined> {
  const { rows } = await db.executeQuery(atTheDoor(session))
  const [row] = rows
  if (!row) return undefined
  check(scopeOf(session, row))
  return { found: read(row) }
}
