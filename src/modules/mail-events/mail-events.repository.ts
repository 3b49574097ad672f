import { type Kysely, sql } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Whose mail it is that goes by this Message-ID; the one question that is asked before a practice is known. */
export async function findMail(
  db: Kysely<Database>,
  messageIdHeader: string,
): Promise<{ practiceId: string; messageId: string } | undefined> {
  const { rows } = await sql<{ practiceId: string; messageId: string }>`
    select practice_id, message_id from app.find_mail(${messageIdHeader})`.execute(db)
  return rows[0]
}

/** @returns false when it was told already */
export async function insertMailEvent(
  trx: PracticeTrx,
  event: { provider: string; eventId: string; messageId: string },
): Promise<boolean> {
  const row = await trx
    .insertInto('mailEvents')
    .values({ ...event, practiceId: trx.practiceId, receivedAt: trx.now })
    .onConflict((conflict) => conflict.columns(['practiceId', 'provider', 'eventId']).doNothing())
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}
