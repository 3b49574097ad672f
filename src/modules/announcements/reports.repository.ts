import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { RecipientStatus } from './announcements.rules.ts'

/** More than these nobody reads in a mail. */
const mostNames = 100

/** Names and numbers of recipients in these statuses, in the order in which they came onto the list. */
export const listNames = (
  trx: PracticeTrx,
  announcementId: string,
  statuses: readonly RecipientStatus[],
): Promise<{ name: string; phone: string | null }[]> =>
  trx
    .selectFrom('announcementRecipients as r')
    .innerJoin('contacts as c', (join) =>
      join.onRef('c.practiceId', '=', 'r.practiceId').onRef('c.id', '=', 'r.contactId'),
    )
    .select(['c.name', 'c.phone'])
    .where('r.practiceId', '=', trx.practiceId)
    .where('r.announcementId', '=', announcementId)
    .where('r.status', 'in', statuses)
    .orderBy('r.createdAt')
    .orderBy('r.id')
    .limit(sql.lit(mostNames))
    .execute()
