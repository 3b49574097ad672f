import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { costMs, creditMs, type SendingLimits } from './pace.rules.ts'

/** What decides whether, how fast and how much a practice sends now. */
export interface SendingState extends SendingLimits {
  /** Mail may not leave this database: it was restored, and nobody has said yet what left meanwhile. */
  frozen: boolean
  timeZone: string
  createdAt: Date
  /** Of the practice's own throttle. */
  paidUntil: Date | null
  /** Letters of the bulk lane that left, or are about to, on this day of the practice's calendar. */
  sentToday: number
}

export async function readSendingState(trx: PracticeTrx): Promise<SendingState> {
  const { rows } = await sql<SendingState>`
    select app.why_sending_is_frozen() is not null as frozen, p.time_zone, p.created_at, p.mails_per_minute, p.mails_per_day,
           p.mails_per_domain_minute as mails_per_domain_per_minute,
           (select paid_until from sending_pace s where s.practice_id = p.id and s.domain = '') as paid_until,
           coalesce((select mails from sending_days d where d.practice_id = p.id
                      and d.day = (${trx.now}::timestamptz at time zone p.time_zone)::date), 0) as sent_today
      from practices p where p.id = ${trx.practiceId}`.execute(trx)
  return rows[0]!
}

/** Until when the throttles of domains are paid for, of those that have no full credit. */
export async function listDomains(trx: PracticeTrx): Promise<Map<string, Date>> {
  const rows = await trx
    .selectFrom('sendingPace')
    .select(['domain', 'paidUntil'])
    .where('practiceId', '=', trx.practiceId)
    .where('domain', '<>', '')
    .where('paidUntil', '>', new Date(trx.now.getTime() - creditMs))
    .execute()
  return new Map(rows.map(({ domain, paidUntil }) => [domain, paidUntil]))
}

/** Letters that leave, or with a negative count come back, by throttle: '' is the practice's own. */
export interface Charge {
  domain: string
  perMinute: number
  mails: number
}

export async function chargePace(trx: PracticeTrx, charges: Charge[]): Promise<void> {
  if (charges.length === 0) return
  const costs = charges.map(({ domain, perMinute, mails }) => ({ domain, costMs: costMs(perMinute) * mails }))
  const fullCredit = new Date(trx.now.getTime() - creditMs)
  await sql`
    insert into sending_pace as s (practice_id, domain, paid_until)
    select ${trx.practiceId}, domain, ${fullCredit}::timestamptz + "costMs" * interval '1 millisecond'
      from json_to_recordset(${JSON.stringify(costs)}) as c (domain text, "costMs" double precision) order by domain
        on conflict (practice_id, domain) do update
       set paid_until = greatest(s.paid_until, ${fullCredit}) + (excluded.paid_until - ${fullCredit}::timestamptz)`.execute(
    trx,
  )
}

/** Counts letters for a day of the practice's calendar; a negative count takes back what did not leave after all. */
export async function countForDay(trx: PracticeTrx, at: Date, mails: number): Promise<void> {
  await sql`
    insert into sending_days as d (practice_id, day, mails)
    select id, (${at}::timestamptz at time zone time_zone)::date, ${Math.max(mails, 0)} from practices where id = ${trx.practiceId}
        on conflict (practice_id, day) do update set mails = greatest(d.mails + ${mails}, 0)`.execute(trx)
}
