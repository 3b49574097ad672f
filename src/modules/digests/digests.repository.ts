import { type Selectable, sql } from 'kysely'
import type { Digests } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Digest = Selectable<Digests>

/** Holds a digest that is planned and not written, which nobody else has in hands; none of `except`. */
export const claimPlanned = (trx: PracticeTrx, except: readonly string[]): Promise<Digest | undefined> =>
  trx
    .selectFrom('digests')
    .selectAll()
    .where('practiceId', '=', trx.practiceId)
    .where('status', '=', 'planned')
    .where('id', '<>', sql<string>`all(${[...except]}::uuid[])`)
    .orderBy('id')
    .limit(sql.lit(1))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()

export const getDigest = (trx: PracticeTrx, id: string): Promise<Digest> =>
  trx
    .selectFrom('digests')
    .selectAll()
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** Says what became of a digest. */
export async function markWritten(
  trx: PracticeTrx,
  id: string,
  values: Pick<Digest, 'status'> & { messageId?: string; contactIds?: string[] },
): Promise<void> {
  await trx
    .updateTable('digests')
    .set({ ...values, writtenAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** What came before the digest at hand. */
export interface History {
  /** How many were sent. */
  count: number
  /** When the last one was sent. */
  sentAt: Date | null
  /** How many were sent since a link was followed in any mail, the last one first. */
  withoutClick: number
  /** When each contact was last named. */
  namedOn: Map<string, string>
}

/** Far more than anybody's queue is long. */
const lookedBackAt = 100

export async function readHistory(trx: PracticeTrx, recipientId: string): Promise<History> {
  const { rows } = await sql<{
    fallsOn: string
    writtenAt: Date
    contactIds: string[]
    clicked: boolean
    count: number
  }>`
    select d.falls_on, d.written_at, d.contact_ids, (count(*) over ())::integer as count,
           d.written_at <= (select max(u.created_at) from link_uses u
                             where u.practice_id = d.practice_id and u.client_id = d.client_id) as clicked
      from digests d
     where d.practice_id = ${trx.practiceId} and d.recipient_id = ${recipientId} and d.status = 'sent'
     order by d.period desc limit ${sql.lit(lookedBackAt)}`.execute(trx)
  const firstClicked = rows.findIndex(({ clicked }) => clicked)
  return {
    count: rows[0]?.count ?? 0,
    sentAt: rows[0]?.writtenAt ?? null,
    withoutClick: firstClicked < 0 ? rows.length : firstClicked,
    namedOn: new Map(rows.toReversed().flatMap((row) => row.contactIds.map((id) => [id, row.fallsOn] as const))),
  }
}

/** How somebody gets their digest by now. */
export async function findSchedule(trx: PracticeTrx, recipientId: string) {
  return trx
    .selectFrom('digestSchedules')
    .select(['dueAt', 'fallsOn', 'period', 'quarterlySince'])
    .where('practiceId', '=', trx.practiceId)
    .where('recipientId', '=', recipientId)
    .executeTakeFirst()
}

/** What somebody did: an introduction, or word of a job. */
export type Deed =
  { kind: 'introduced'; by: string; to: string } | { kind: 'told_of'; by: string; role: string; company: string }

/** What a client's network did for them since an instant, the latest first. */
export async function readNetworkDeeds(trx: PracticeTrx, clientId: string, since: Date): Promise<Deed[]> {
  const { rows } = await sql<{ deed: Deed }>`
    select deed from ((
      select i.created_at as at, json_build_object('kind', 'introduced', 'by', a.name, 'to', b.name) as deed
        from introductions i
        join contacts a on a.practice_id = i.practice_id and a.client_id = i.client_id and a.id = i.introducer_contact_id
        join contacts b on b.practice_id = i.practice_id and b.client_id = i.client_id and b.id = i.introduced_contact_id
       where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} and i.created_at > ${since}
         and a.erased_at is null and b.erased_at is null
       order by i.created_at desc limit 5)
      union all (
      select o.created_at, json_build_object('kind', 'told_of', 'by', c.name, 'role', o.role, 'company', o.company)
        from opportunities o
        join contacts c on c.practice_id = o.practice_id and c.client_id = o.client_id and c.id = o.source_contact_id
       where o.practice_id = ${trx.practiceId} and o.client_id = ${clientId} and o.created_at > ${since}
         and c.erased_at is null
       order by o.created_at desc limit 5)) deeds
     order by at desc limit 5`.execute(trx)
  return rows.map(({ deed }) => deed)
}

/** The search that a client landed since an instant. */
export const findLandedSince = (trx: PracticeTrx, clientId: string, since: Date) =>
  trx
    .selectFrom('landings')
    .select(['searchId'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('createdAt', '>', since)
    .where('reopenedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .executeTakeFirst()

/** Calls with good news that a client has still to make, the most urgent first. */
export async function listCallsDue(trx: PracticeTrx, clientId: string) {
  const { rows } = await sql<{ recipientId: string; name: string; phone: string | null }>`
    select t.subject_id as recipient_id, c.name, c.phone
      from tasks t
      join contacts c on c.practice_id = t.practice_id and c.client_id = t.client_id and c.id = t.contact_id
     where t.practice_id = ${trx.practiceId} and t.client_id = ${clientId} and t.kind = 'call' and t.status = 'open'
     order by t.due_on nulls last, t.id limit 6`.execute(trx)
  return rows
}

/** Whose day comes until then, in the order of their days. */
export async function listCandidates(trx: PracticeTrx, clientId: string, until: string) {
  const { rows } = await sql<{ contactId: string; nextFollowUpOn: string }>`
    select id as contact_id, next_follow_up_on from contacts
     where practice_id = ${trx.practiceId} and client_id = ${clientId}
       and coalesce(next_follow_up_on, 'infinity'::date) <= ${until}::date
     order by coalesce(next_follow_up_on, 'infinity'::date), id limit 2000`.execute(trx)
  return rows
}

/** Whether any digest of the practice is to be written, in whose hands it may be. */
export async function hasPlanned(trx: PracticeTrx): Promise<boolean> {
  const row = await trx
    .selectFrom('digests')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('status', '=', 'planned')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row !== undefined
}
