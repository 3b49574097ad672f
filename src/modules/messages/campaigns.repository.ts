import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { latest, type Reception } from './reception.rules.ts'

export type CampaignState = 'open' | 'held' | 'cancelled'

/** Makes campaigns whose first messages are being queued; those that stand already stay as they are. */
export async function insertCampaigns(
  trx: PracticeTrx,
  campaigns: { id: string; clientId: string | null }[],
): Promise<void> {
  if (campaigns.length === 0) return
  const { practiceId, now } = trx
  await trx
    .insertInto('campaigns')
    .values(campaigns.map((campaign) => ({ ...campaign, practiceId, createdAt: now, updatedAt: now })))
    .onConflict((conflict) => conflict.columns(['practiceId', 'id']).doNothing())
    .execute()
}

/** Says of a campaign what becomes of its messages, also of one that has none yet. */
export async function setState(
  trx: PracticeTrx,
  { id, clientId }: { id: string; clientId: string | null },
  state: CampaignState,
): Promise<void> {
  const { practiceId, now } = trx
  const change = { state, updatedAt: now, ...(state === 'open' ? { resumedAt: now } : {}) }
  await trx
    .insertInto('campaigns')
    .values({ id, clientId, practiceId, createdAt: now, ...change })
    .onConflict((conflict) => conflict.columns(['practiceId', 'id']).doUpdateSet(change))
    .execute()
}

/**
 * The first so many messages of a campaign that wait or are on their way and of which nothing has begun to leave, locked
 * until the transaction ends, in the one order for that.
 */
export const lockUnsent = (trx: PracticeTrx, campaignId: string, limit?: number) =>
  trx
    .selectFrom('messages')
    .select(['id', 'subjectId'])
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('status', 'in', ['queued', 'sending'])
    .where('bodyStartedAt', 'is', null)
    .orderBy('nextAttemptAt')
    .orderBy('id')
    .$if(limit !== undefined, (query) => query.limit(sql.lit(limit!)))
    .forUpdate()
    .execute()

/** How the latest messages were received of which anything became known since the campaign was last resumed. */
export async function readReception(trx: PracticeTrx, campaignId: string): Promise<Reception> {
  const { rows } = await sql<Reception>`
    select count(*)::int as messages, count(*) filter (where status = 'bounced')::int as bounced,
           count(*) filter (where status = 'complained')::int as complained
      from (select m.status from messages m
              left join campaigns c on c.practice_id = m.practice_id and c.id = m.campaign_id
             where m.practice_id = ${trx.practiceId} and m.campaign_id = ${campaignId}
               and m.status in ('sent', 'delivered', 'bounced', 'complained')
               and m.updated_at > coalesce(c.resumed_at, '-infinity')
             order by m.updated_at desc limit ${sql.lit(latest)}) known`.execute(trx)
  return rows[0]!
}

/** The statuses that messages of a campaign have. */
export async function listStatuses(trx: PracticeTrx, campaignId: string) {
  const rows = await trx
    .selectFrom('messages')
    .select('status')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .execute()
  return rows.map(({ status }) => status)
}
