import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import { asRecipient } from './editing.rules.ts'
import { type Recipient, selectRecipients } from './recipients.repository.ts'

/** Those about whom there is still something to decide: they are told by a text, or left out. */
export const reviewable: readonly RecipientStatus[] = ['pending', 'needs_input', 'ready', 'skipped']

/** Some of those who are reviewed: first whose text needs a look, last who is left out. */
export async function listForReview(
  trx: PracticeTrx,
  announcementId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<Recipient[]> {
  const rows = await selectRecipients(trx)
    .where('r.announcementId', '=', announcementId)
    .where('r.status', 'in', reviewable)
    .orderBy(
      sql`array_position(array['pending', 'needs_input', 'ready', 'skipped'], replace(r.status, 'pending', 'needs_input'))`,
    )
    .orderBy('r.createdAt')
    .orderBy('r.id')
    .limit(sql.lit(limit))
    .offset(sql.lit(offset))
    .execute()
  return rows.map(asRecipient)
}

/** How many recipients there are by status and channel. */
export function countRecipients(trx: PracticeTrx, announcementId: string) {
  return trx
    .selectFrom('announcementRecipients')
    .select(['status', 'channel', sql<number>`count(*)::int`.as('count')])
    .where('practiceId', '=', trx.practiceId)
    .where('announcementId', '=', announcementId)
    .groupBy(['status', 'channel'])
    .execute()
}
