import { sql } from 'kysely'
import { AppError } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Does something and takes it back at once. @throws what that throws */
export async function takenBack<T>(trx: PracticeTrx, attempt: () => Promise<T>): Promise<T> {
  await sql`savepoint attempt`.execute(trx)
  try {
    return await attempt()
  } finally {
    await sql`rollback to savepoint attempt`.execute(trx)
  }
}

/** Does something, or nothing of it where it is refused. @returns whether it was done */
export async function unlessRefused(trx: PracticeTrx, attempt: () => Promise<void>): Promise<boolean> {
  await sql`savepoint attempt`.execute(trx)
  try {
    await attempt()
    await sql`release savepoint attempt`.execute(trx)
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await sql`rollback to savepoint attempt`.execute(trx)
    return false
  }
}
