import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** The clients who are a member's own, but for alumni who let them see no more: digests are written by the system, whom no wall stops. */
const own = (trx: PracticeTrx, memberId: string) => sql`
  select c.practice_id, c.id, c.name, c.time_zone from client_access a
    join clients c on c.practice_id = a.practice_id and c.id = a.client_id
   where a.practice_id = ${trx.practiceId} and a.member_id = ${memberId} and a.how = 'coach' and c.status <> 'archived'
     and not (c.status = 'alumni' and coalesce(c.consents ->> 'coachSeesAfterwards', 'all') <> 'all')`

/** What a coach has to decide, the oldest first: tasks that only they can do, and steps that are held. */
export async function listDecisions(trx: PracticeTrx, memberId: string) {
  const { rows } = await sql<{ clientName: string; kind: string; title: string; since: Date; subjectId: string }>`
    select own.name as client_name, t.kind, t.title, t.created_at as since, t.subject_id
      from (${own(trx, memberId)}) own
      join tasks t on t.practice_id = own.practice_id and t.client_id = own.id
     where t.status = 'open' and t.kind in ('suspension', 'dispute', 'undelivered_warning', 'paused_announcement')
    union all
    select own.name, 'held', e.action, e.updated_at, e.id
      from (${own(trx, memberId)}) own
      join escalations e on e.practice_id = own.practice_id and e.client_id = own.id
     where e.status = 'held'
     order by since limit 20`.execute(trx)
  return rows
}

/** Clients who are on the ladder, the furthest up first (but for those to be decided about), and how many of their last weeks were missed. */
export async function listSlipping(trx: PracticeTrx, memberId: string, since: Date) {
  const { rows } = await sql<{
    clientName: string
    standing: 'behind' | 'warned' | 'suspended'
    since: Date
    timeZone: string
    missed: number
    judged: number
    lastTalkAt: Date | null
  }>`
    select own.name as client_name, s.standing, s.since, own.time_zone, p.missed, p.judged,
           (select max(i.occurred_at) from interactions i
             where i.practice_id = own.practice_id and i.client_id = own.id) as last_talk_at
      from (${own(trx, memberId)}) own
      join standings s on s.practice_id = own.practice_id and s.client_id = own.id
       and s.standing in ('warned', 'behind', 'suspended')
     cross join lateral (
       select (count(*) filter (where status = 'missed'))::integer as missed, count(*)::integer as judged
         from periods p
        where p.practice_id = own.practice_id and p.client_id = own.id and p.status in ('met', 'missed')
          and p.ends_at > ${since}) p
     order by array_position(array['warned', 'behind', 'suspended'], s.standing), s.since
     limit 20`.execute(trx)
  return rows
}

/** The running periods of a member's clients who are in good standing. */
export async function listRunning(trx: PracticeTrx, memberId: string) {
  const { rows } = await sql<{ periodId: string; clientName: string; startsAt: Date; endsAt: Date; timeZone: string }>`
    select p.id as period_id, own.name as client_name, p.starts_at, p.ends_at, p.time_zone
      from (${own(trx, memberId)}) own
      join periods p on p.practice_id = own.practice_id and p.client_id = own.id
      left join standings s on s.practice_id = own.practice_id and s.client_id = own.id
     where p.status = 'open' and p.starts_at <= ${trx.now} and p.ends_at > ${trx.now}
       and coalesce(s.standing, 'good') = 'good'
     order by own.name, p.ends_at, p.id`.execute(trx)
  return rows
}

/** Landings that became known since an instant. */
export async function listLandings(trx: PracticeTrx, memberId: string, since: Date) {
  const { rows } = await sql<{ clientName: string; position: string; company: string }>`
    select own.name as client_name, l.position, l.company
      from (${own(trx, memberId)}) own
      join landings l on l.practice_id = own.practice_id and l.client_id = own.id
     where l.created_at > ${since} and l.reopened_at is null
     order by l.created_at limit 20`.execute(trx)
  return rows
}

/** Announcements after which somebody is still to be told. */
export async function listCoverage(trx: PracticeTrx, memberId: string) {
  const { rows } = await sql<{ clientName: string; total: number; told: number; excused: number; callsDue: number }>`
    select own.name as client_name, count(*)::integer as total,
           (count(*) filter (where r.status in ('sent', 'told')))::integer as told,
           (count(*) filter (where r.status in ('skipped', 'suppressed')))::integer as excused,
           (count(*) filter (where r.status = 'call_due'))::integer as calls_due
      from (${own(trx, memberId)}) own
      join announcements a on a.practice_id = own.practice_id and a.client_id = own.id and a.status <> 'cancelled'
      join landings l on l.practice_id = a.practice_id and l.client_id = a.client_id and l.id = a.landing_id
       and l.reopened_at is null
      join announcement_recipients r
        on r.practice_id = a.practice_id and r.client_id = a.client_id and r.announcement_id = a.id
     group by own.name, a.id
    having count(*) > count(*) filter (where r.status in ('sent', 'told', 'skipped', 'suppressed'))
     order by a.id limit 20`.execute(trx)
  return rows
}

/** Clients who did all that was judged since an instant. */
export async function listWhoKeptWord(trx: PracticeTrx, memberId: string, since: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select own.name
      from (${own(trx, memberId)}) own
      join periods p on p.practice_id = own.practice_id and p.client_id = own.id
     where p.judged_at > ${since} and p.status in ('met', 'missed')
     group by own.id, own.name
    having bool_and(p.status = 'met')
     order by own.name limit 20`.execute(trx)
  return rows.map(({ name }) => name)
}
