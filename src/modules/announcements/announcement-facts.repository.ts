import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { offeredHelp } from './offered-help.repository.ts'
import type { AnnouncementHours } from '../practices/announcement-hours.rules.ts'

/** What all notes of one announcement have in common. */
export interface CampaignFacts {
  clientId: string
  landingId: string
  clientName: string
  clientEmail: string
  timeZone: string
  locale: string
  position: string
  company: string
  companyDescription: string | null
  startsOn: string
  landedOn: string
  holdUntil: string | null
  searchId: string
  searchStartedOn: string
  opportunityId: string | null
  /** When notes leave; null: at any hour, or at the one that somebody chose. */
  hours: AnnouncementHours | null
}

export async function readCampaignFacts(trx: PracticeTrx, announcementId: string): Promise<CampaignFacts> {
  return trx
    .selectFrom('announcements as a')
    .innerJoin('landings as l', (join) =>
      join.onRef('l.practiceId', '=', 'a.practiceId').onRef('l.id', '=', 'a.landingId'),
    )
    .innerJoin('searches as s', (join) =>
      join.onRef('s.practiceId', '=', 'l.practiceId').onRef('s.id', '=', 'l.searchId'),
    )
    .innerJoin('clients as c', (join) =>
      join.onRef('c.practiceId', '=', 'a.practiceId').onRef('c.id', '=', 'a.clientId'),
    )
    .innerJoin('practices as p', 'p.id', 'a.practiceId')
    .where('a.practiceId', '=', trx.practiceId)
    .where('a.id', '=', announcementId)
    .select(sql<AnnouncementHours | null>`case when not a.hour_chosen then p.announcement_hours end`.as('hours'))
    .select([
      'a.clientId',
      'a.landingId',
      'c.name as clientName',
      'c.email as clientEmail',
      'c.timeZone',
      'c.locale',
      'l.position',
      'l.company',
      'l.companyDescription',
      'l.startsOn',
      'l.landedOn',
      'l.holdUntil',
      'l.searchId',
      's.startedOn as searchStartedOn',
      'l.opportunityId',
    ]) // prettier-ignore
    .executeTakeFirstOrThrow()
}

/** What one note says about its reader. */
export interface ReaderFacts {
  recipientId: string
  contactName: string
  phone: string | null
  timesInTouch: number
  /** ISO 8601. */
  firstInTouchAt: string | null
  firstInteractionId: string | null
  advice: { about: string; helped: string | null; interactionId: string }[]
  introductions: { to: string; ledToJob: boolean; introductionId: string }[]
  /** The opportunity that became the job, if they told of it. */
  opportunityId: string | null
  /** An interview for the job that they held. */
  interviewId: string | null
}

/**
 * What is known of each recipient from this search: conversations they took part in (a mail or letter that only went
 * out is none), what they advised, whom they introduced.
 *
 * @param during the search's days as instants, the end exclusive
 */
export async function readReaderFacts(
  trx: PracticeTrx,
  announcementId: string,
  recipientIds: string[],
  during: { searchId: string; from: Date; until: Date },
): Promise<Map<string, ReaderFacts>> {
  const { rows } = await sql<ReaderFacts>`
    select r.id as "recipientId", c.name as "contactName", c.phone,
           coalesce(t.times, 0)::int as "timesInTouch",
           to_char(t.first_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "firstInTouchAt",
           t.first_id as "firstInteractionId", coalesce(t.advice, '[]'::jsonb) as advice,
           coalesce(n.introductions, '[]'::jsonb) as introductions,
           (select o.id from opportunities o join landings l on l.practice_id = o.practice_id and l.opportunity_id = o.id
             where l.practice_id = r.practice_id and l.id = a.landing_id and o.source_contact_id = r.contact_id) as "opportunityId",
           (select i.id from interviewers v
              join interviews i on i.practice_id = v.practice_id and i.client_id = v.client_id and i.id = v.interview_id
              join landings l on l.practice_id = i.practice_id and l.opportunity_id = i.opportunity_id
             where v.practice_id = r.practice_id and v.client_id = r.client_id and v.contact_id = r.contact_id
               and l.id = a.landing_id
             order by i.occurred_at, i.id limit 1) as "interviewId"
      from announcement_recipients r
      join announcements a on a.practice_id = r.practice_id and a.id = r.announcement_id
      join contacts c on c.practice_id = r.practice_id and c.client_id = r.client_id and c.id = r.contact_id
      left join lateral (
        select count(*) filter (where took_part) as times, min(i.occurred_at) filter (where took_part) as first_at,
               (array_agg(i.id order by i.occurred_at, i.id) filter (where took_part))[1] as first_id,
               jsonb_agg(jsonb_build_object('about', ic.advice_about, 'helped', ic.advice_helped, 'interactionId', i.id) order by i.occurred_at, i.id)
                 filter (where ic.advice_about is not null) as advice
          from interaction_contacts ic
          join interactions i on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
          cross join lateral (
            select i.type in ('call', 'video_call', 'meeting', 'event') or i.direction is distinct from 'outbound' as took_part) p
         where ic.practice_id = r.practice_id and ic.client_id = r.client_id and ic.contact_id = r.contact_id
           and (i.search_id = ${during.searchId}
                or (i.search_id is null and i.occurred_at >= ${during.from} and i.occurred_at < ${during.until}))
      ) t on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('to', x.name, 'ledToJob', r.on_chain and coalesce(xr.on_chain, false),
                                            'introductionId', d.id)
                         order by d.introduced_on, d.id) as introductions
          from introductions d
          join contacts x on x.practice_id = d.practice_id and x.client_id = d.client_id and x.id = d.introduced_contact_id
          left join announcement_recipients xr
            on xr.practice_id = r.practice_id and xr.announcement_id = r.announcement_id and xr.contact_id = x.id
         where d.practice_id = r.practice_id and d.client_id = r.client_id and d.introducer_contact_id = r.contact_id
           and d.introduced_on >= ${during.from}::date - 1
      ) n on true
     where r.practice_id = ${trx.practiceId} and r.announcement_id = ${announcementId} and r.id = any(${recipientIds}::uuid[])`.execute(
    trx,
  )
  return new Map(rows.map((row) => [row.recipientId, row]))
}

/**
 * Coverage in one statement. `keptInTouch` counts to whom the client has turned from `since` on, after the day on which
 * they were told: being told the news is no keeping in touch, and an answer is the other's doing.
 */
export async function readCoverage(
  trx: PracticeTrx,
  { id, clientId }: { id: string; clientId: string },
  { since, timeZone }: { since: Date; timeZone: string },
) {
  const { rows } = await sql<{
    total: number
    told: number
    excused: number
    pending: number
    offeredHelp: number
    keptInTouch: number
  }>`
    with turned_to as (
      select ic.contact_id, max((i.occurred_at at time zone ${timeZone})::date) as last_on
        from interactions i
        join interaction_contacts ic
          on ic.practice_id = i.practice_id and ic.client_id = i.client_id and ic.interaction_id = i.id
       where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} and i.occurred_at >= ${since}
         and i.direction is distinct from 'inbound'
       group by ic.contact_id)
    select count(*)::int as total,
           (count(*) filter (where r.status in ('sent', 'told')))::int as told,
           (count(*) filter (where r.status in ('skipped', 'suppressed')))::int as excused,
           (count(*) filter (where r.status not in ('sent', 'told', 'skipped', 'suppressed')))::int as pending,
           count(offered.contact_id)::int as "offeredHelp",
           (select count(*)::int
              from turned_to t
              join announcement_recipients r on r.practice_id = ${trx.practiceId} and r.client_id = ${clientId}
                                            and r.contact_id = t.contact_id and r.announcement_id = ${id}
              left join messages m on m.practice_id = r.practice_id and m.id = r.message_id
             where t.last_on > coalesce(r.told_on, (m.sent_at at time zone ${timeZone})::date, '-infinity'))
             as "keptInTouch"
      from announcement_recipients r
      left join ${offeredHelp(trx, id)} offered on offered.contact_id = r.contact_id
     where r.practice_id = ${trx.practiceId} and r.announcement_id = ${id}`.execute(trx)
  return rows[0]!
}
