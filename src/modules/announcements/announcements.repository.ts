import { sql, type Insertable, type Updateable } from 'kysely'
import type { Announcements } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { AnnouncementStatus } from './announcements.rules.ts'

const newestFirst: Order = {
  keys: [
    { expression: sql`announcements.created_at`, type: 'timestamptz' },
    { expression: sql`announcements.id`, type: 'uuid' },
  ],
  descending: true,
}

function selectAnnouncements(trx: PracticeTrx) {
  return trx
    .selectFrom('announcements')
    .innerJoin('landings', (join) =>
      join
        .onRef('landings.practiceId', '=', 'announcements.practiceId')
        .onRef('landings.id', '=', 'announcements.landingId'),
    )
    .where('announcements.practiceId', '=', trx.practiceId)
    .select([
      'announcements.id',
      'announcements.clientId',
      'announcements.landingId',
      'landings.searchId',
      'announcements.status',
      'announcements.pausedBecause',
      'announcements.scheduledFor',
      'announcements.approvedAt',
      'announcements.approvals',
      'announcements.approvalRequestedAt',
      'announcements.notesReportedAt',
      'announcements.completedReportedAt',
      'announcements.revision',
      'announcements.createdAt',
      'announcements.updatedAt',
    ]) // prettier-ignore
    .select(
      sql<{ kind: 'client' | 'member'; id: string } | null>`
        case when approved_by_id is not null then jsonb_build_object('kind', approved_by_kind, 'id', approved_by_id) end`.as(
        'approvedBy',
      ),
    )
}

export type Announcement = NonNullable<Awaited<ReturnType<typeof findAnnouncement>>>

export const findAnnouncement = (trx: PracticeTrx, id: string) =>
  selectAnnouncements(trx).where('announcements.id', '=', id).executeTakeFirst()

/** The announcement of a landing; every landing has one. */
export const findAnnouncementOfLanding = (trx: PracticeTrx, landingId: string) =>
  selectAnnouncements(trx).where('announcements.landingId', '=', landingId).executeTakeFirst()

export function listAnnouncements(
  trx: PracticeTrx,
  clientId: string,
  filters: { status?: AnnouncementStatus | undefined },
  page: PageRequest,
): Promise<KeysetPage<Announcement>> {
  let query = selectAnnouncements(trx).where('announcements.clientId', '=', clientId)
  if (filters.status) query = query.where('announcements.status', '=', filters.status)
  return readPage(query, newestFirst, page)
}

/**
 * Whoever changes an announcement or one of its recipients holds it first.
 *
 * @returns false when there is none, or when it is not waited for and somebody else holds it
 */
export async function lockAnnouncement(trx: PracticeTrx, id: string, { wait = true } = {}): Promise<boolean> {
  const row = await trx
    .selectFrom('announcements')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .$if(!wait, (query) => query.skipLocked())
    .executeTakeFirst()
  return row !== undefined
}

export const insertAnnouncement = (trx: PracticeTrx, values: Insertable<Announcements>) =>
  trx.insertInto('announcements').values(values).returning('id').executeTakeFirstOrThrow()

export async function updateAnnouncement(
  trx: PracticeTrx,
  id: string,
  values: Updateable<Announcements>,
): Promise<void> {
  await trx
    .updateTable('announcements')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** What would be sent has changed. */
export const bumpRevision = (trx: PracticeTrx, id: string) =>
  updateAnnouncement(trx, id, { revision: sql`revision + 1` as never })

/** The hour at which it would go out is forgotten again, unless somebody chose it. */
export const forgetHourNobodyChose = (trx: PracticeTrx, id: string) =>
  updateAnnouncement(trx, id, { scheduledFor: sql`case when hour_chosen then scheduled_for end` as never })

export async function deleteAnnouncement(trx: PracticeTrx, id: string): Promise<void> {
  for (const [table, column] of [
    ['announcementRecipients', 'announcementId'],
    ['announcements', 'id'],
  ] as const) {
    await trx
      .deleteFrom(table)
      .where('practiceId', '=', trx.practiceId)
      .where(column as 'id', '=', id)
      .execute()
  }
}
