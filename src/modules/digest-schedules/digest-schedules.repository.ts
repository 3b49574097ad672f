import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Slot, Terms } from './slots.rules.ts'

/** Somebody who may get digests, and what decides when. */
export interface Recipient extends Omit<Terms, 'frequency'> {
  recipientId: string
  clientId: string | null
  memberId: string | null
  frequency: Terms['frequency'] | 'off'
  /** The day of the last one. */
  last: string | null
}

/** Somebody whose digest is due. */
export interface DueRecipient extends Recipient, Slot {}

/** Whose digests are meant: some clients', some members', or everybody's. */
export interface Whose {
  clientIds?: readonly string[]
  memberIds?: readonly string[]
}

/*
 * How often somebody gets one. Who rests or was put away gets none; a client who has not said gets one a week, and one a
 * month as alumni, unless they search again.
 */
const ofClients = sql`
  select c.id as recipient_id, c.id as client_id, null::uuid as member_id, c.time_zone,
         case when c.status in ('paused', 'archived') or c.digest = 'off' then 'off'
              when s.quarterly_since is not null then 'quarterly'
              when c.digest is not null then c.digest
              when c.status = 'alumni' and not exists (
                select from searches a
                 where a.practice_id = c.practice_id and a.client_id = c.id and a.status = 'active') then 'monthly'
              else 'weekly' end as frequency,
         coalesce(c.digest_weekday, p.digest_weekday) as weekday, coalesce(c.digest_hour, p.digest_hour) as hour
    from clients c
    join practices p on p.id = c.practice_id
    left join digest_schedules s on s.practice_id = c.practice_id and s.recipient_id = c.id`

const ofMembers = sql`
  select m.id as recipient_id, null::uuid as client_id, m.id as member_id, p.time_zone,
         coalesce(m.digest, case m.role when 'assistant' then 'off' else 'weekly' end) as frequency,
         coalesce(m.digest_weekday, p.digest_weekday) as weekday, coalesce(m.digest_hour, p.digest_hour) as hour
    from members m
    join practices p on p.id = m.practice_id`

const lastDay = sql`(
  select d.falls_on from digests d
   where d.practice_id = ${sql.ref('r.practice_id')} and d.recipient_id = r.recipient_id
   order by d.period desc limit 1)`

export async function listRecipients(trx: PracticeTrx, whose: Whose | 'everybody'): Promise<Recipient[]> {
  const [clientIds, memberIds] = whose === 'everybody' ? [null, null] : [whose.clientIds ?? [], whose.memberIds ?? []]
  const { rows } = await sql<Recipient>`
    select r.recipient_id, r.client_id, r.member_id, r.frequency, r.weekday, r.hour, r.time_zone, ${lastDay} as last
      from (
        select ${trx.practiceId}::uuid as practice_id, of_clients.* from (${ofClients}
          where c.practice_id = ${trx.practiceId}
            ${clientIds ? sql`and c.id = any(${[...clientIds]}::uuid[])` : sql``}) of_clients
        union all
        select ${trx.practiceId}::uuid, of_members.* from (${ofMembers}
          where m.practice_id = ${trx.practiceId}
            ${memberIds ? sql`and m.id = any(${[...memberIds]}::uuid[])` : sql``}) of_members) r
     order by r.recipient_id`.execute(trx)
  return rows
}

/** Gives these their next digest; who gets none has none. */
export async function writeSchedules(
  trx: PracticeTrx,
  { scheduled, off }: { scheduled: (Pick<Recipient, 'recipientId' | 'clientId' | 'memberId'> & Slot)[]; off: string[] },
): Promise<void> {
  if (off.length > 0) {
    // The row stays for as long as it says why somebody gets fewer.
    await sql`
      delete from digest_schedules
       where practice_id = ${trx.practiceId} and recipient_id = any(${off}::uuid[])`.execute(trx)
  }
  if (scheduled.length === 0) return
  await sql`
    insert into digest_schedules (practice_id, recipient_id, client_id, member_id, period, falls_on, due_at)
    select ${trx.practiceId}, s.* from json_to_recordset(${JSON.stringify(scheduled)})
        as s("recipientId" uuid, "clientId" uuid, "memberId" uuid, period date, "fallsOn" date, "dueAt" timestamptz)
     order by s."recipientId"
        on conflict (practice_id, recipient_id) do update
           set period = excluded.period, falls_on = excluded.falls_on, due_at = excluded.due_at`.execute(trx)
}

/** Holds whose digest is due, the longest first; at most `limit`. */
export async function claimDue(trx: PracticeTrx, limit: number): Promise<DueRecipient[]> {
  const { rows } = await sql<DueRecipient>`
    with due as (
      select s.recipient_id, s.client_id, s.member_id, s.period, s.falls_on, s.due_at from digest_schedules s
       where s.practice_id = ${trx.practiceId} and s.due_at <= ${trx.now}
       order by s.due_at, s.recipient_id limit ${sql.lit(limit)}
         for update of s)
    select due.*, null as last, terms.frequency, terms.weekday, terms.hour, terms.time_zone
      from due
      join lateral (
        (${ofClients} where c.practice_id = ${trx.practiceId} and c.id = due.client_id)
        union all
        (${ofMembers} where m.practice_id = ${trx.practiceId} and m.id = due.member_id)) terms on true`.execute(trx)
  return rows
}

/** What is decided about a digest that is due: whether it is written, and when the next one is. */
export interface Decision {
  recipientId: string
  /** The first day of its period, and its day; null where none is sent. */
  period: string | null
  fallsOn: string | null
  next: Slot
}

/** Plans digests and gives their recipients the next ones, in one statement however many. */
export async function writePlan(trx: PracticeTrx, decisions: Decision[]): Promise<void> {
  const rows = decisions.map(({ next, ...decision }) => ({
    ...decision,
    nextPeriod: next.period,
    nextOn: next.fallsOn,
    nextAt: next.dueAt,
  }))
  await sql`
    with decided as (
      select * from json_to_recordset(${JSON.stringify(rows)})
        as d("recipientId" uuid, period date, "fallsOn" date, "nextPeriod" date, "nextOn" date, "nextAt" timestamptz)),
    moved as (
      update digest_schedules s
         set period = d."nextPeriod", falls_on = d."nextOn", due_at = d."nextAt"
        from decided d
       where s.practice_id = ${trx.practiceId} and s.recipient_id = d."recipientId"
      returning s.recipient_id, s.client_id, s.member_id, d.period as this_period, d."fallsOn" as this_on)
    insert into digests (practice_id, recipient_id, client_id, member_id, period, falls_on, planned_at)
    select ${trx.practiceId}, m.recipient_id, m.client_id, m.member_id, m.this_period, m.this_on, ${trx.now}
      from moved m
     where m.this_period is not null
        on conflict (practice_id, recipient_id, period) do nothing`.execute(trx)
}

/** Nobody plans or moves somebody's next digest until the transaction ends. */
export async function holdSchedule(trx: PracticeTrx, recipientId: string): Promise<void> {
  await trx
    .selectFrom('digestSchedules')
    .select('recipientId')
    .where('practiceId', '=', trx.practiceId)
    .where('recipientId', '=', recipientId)
    .forUpdate()
    .execute()
}

/** Plans one digest of a client, unless that period's was sent or is about to be. @returns its id */
export async function planOne(
  trx: PracticeTrx,
  clientId: string,
  { period, fallsOn }: Pick<Slot, 'period' | 'fallsOn'>,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into digests (practice_id, recipient_id, client_id, period, falls_on, planned_at)
    values (${trx.practiceId}, ${clientId}, ${clientId}, ${period}, ${fallsOn}, ${trx.now})
        on conflict (practice_id, recipient_id, period) do update
           set status = 'planned', falls_on = excluded.falls_on, planned_at = excluded.planned_at, written_at = null
         where digests.status in ('quiet', 'dropped')
    returning id`.execute(trx)
  return rows[0]?.id
}

/** When a digest is due next in the practice. */
export async function findNextDue(trx: PracticeTrx): Promise<Date | undefined> {
  const row = await trx
    .selectFrom('digestSchedules')
    .select('dueAt')
    .where('practiceId', '=', trx.practiceId)
    .orderBy('dueAt')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row?.dueAt
}

/** Since when somebody gets digests quarterly because they followed no link in them; null: they do not. */
export async function setQuarterly(trx: PracticeTrx, recipientId: string, since: Date | null): Promise<void> {
  await trx
    .updateTable('digestSchedules')
    .set({ quarterlySince: since })
    .where('practiceId', '=', trx.practiceId)
    .where('recipientId', '=', recipientId)
    .execute()
}
