import { sql } from 'kysely'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Tier } from '../cadences/cadence.rules.ts'

/** Somebody to be in touch with, and what helps to begin. Days are the client's. */
export interface FollowUpRow {
  contactId: string
  name: string
  email: string | null
  phone: string | null
  company: string | null
  title: string | null
  tier: Tier
  preferredChannel: 'email' | 'call' | null
  thingsToRemember: string | null
  nextFollowUpOn: string
  idealOn: string
  latestOn: string
  since: string
  everyDays: number
  coolingOn: string
  dormantOn: string
  chosenOn: string | null
  addedOn: string
  toldOn: string | null
  lastTalk: { interactionId: string; type: string; on: string; summary: string | null; outcome: string | null } | null
  advice: { about: string; helped: string | null; on: string }[]
  helpOffers: { id: string; offeredOn: string; what: string | null }[]
}

interface Place {
  clientId: string
  timeZone: string
  today: string
}

/**
 * One page of whose day comes before another: first who is overdue, the longest by their own measure first, then who is
 * due, the closest first.
 */
export function listDue(
  trx: PracticeTrx,
  { clientId, timeZone, today }: Place,
  { before, contactIds }: { before: string; contactIds?: readonly string[] },
  page: PageRequest,
): Promise<KeysetPage<FollowUpRow>> {
  const isDue = sql`(contacts.follow_up_latest_on >= ${today}::date)::integer`
  const overdue = sql`(-1000 * (${today}::date - contacts.follow_up_since) / contacts.follow_up_every_days)`
  const closeness = sql`array_position(array['inner', 'active', 'extended'], contacts.tier)`
  const order: Order = {
    keys: [
      { expression: isDue, type: 'integer' },
      { expression: sql`case ${isDue} when 0 then ${overdue} else ${closeness} end`, type: 'integer' },
      { expression: sql`contacts.next_follow_up_on`, type: 'date' },
      { expression: sql`contacts.id`, type: 'uuid' },
    ],
  }
  const dayOf = (instant: string) => sql`(${sql.ref(instant)} at time zone ${timeZone})::date`
  let query = trx
    .selectFrom('contacts')
    .where('contacts.practiceId', '=', trx.practiceId)
    .where('contacts.clientId', '=', clientId)
    .where('contacts.nextFollowUpOn', '<', before)
    .select([
      'contacts.id as contactId',
      'contacts.name',
      'contacts.email',
      'contacts.phone',
      'contacts.company',
      'contacts.title',
      'contacts.tier',
      'contacts.preferredChannel',
      'contacts.thingsToRemember',
      'contacts.followUpChosenOn as chosenOn',
    ])
    .select([
      sql<string>`contacts.next_follow_up_on`.as('nextFollowUpOn'),
      sql<string>`contacts.follow_up_ideal_on`.as('idealOn'),
      sql<string>`contacts.follow_up_latest_on`.as('latestOn'),
      sql<string>`contacts.follow_up_since`.as('since'),
      sql<number>`contacts.follow_up_every_days`.as('everyDays'),
      sql<string>`contacts.cooling_on`.as('coolingOn'),
      sql<string>`contacts.dormant_on`.as('dormantOn'),
      sql<string>`${dayOf('contacts.created_at')}`.as('addedOn'),
      toldOn(timeZone).as('toldOn'),
      lastTalk(timeZone).as('lastTalk'),
      advice(timeZone).as('advice'),
      helpOffers.as('helpOffers'),
    ])
  if (contactIds) query = query.where('contacts.id', '=', sql<string>`any(${[...contactIds]}::uuid[])`)
  return readPage(query, order, page)
}

const own = (table: string) =>
  sql`${sql.ref(`${table}.practice_id`)} = contacts.practice_id and ${sql.ref(`${table}.client_id`)} = contacts.client_id`

const talks = sql`
  interaction_contacts ic
  join interactions i on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
 where ${own('ic')} and ic.contact_id = contacts.id`

const lastTalk = (timeZone: string) => sql<FollowUpRow['lastTalk']>`(
  select json_build_object('interactionId', i.id, 'type', i.type, 'on', (i.occurred_at at time zone ${timeZone})::date,
                           'summary', i.summary, 'outcome', i.outcome)
    from ${talks}
   order by i.occurred_at desc, i.id desc limit 1)`

const advice = (timeZone: string) => sql<FollowUpRow['advice']>`(
  select coalesce(json_agg(a), '[]')
    from (select ic.advice_about as about, ic.advice_helped as helped, (i.occurred_at at time zone ${timeZone})::date as on
            from ${talks} and ic.advice_about is not null
           order by i.occurred_at desc, i.id desc limit 3) a)`

const helpOffers = sql<FollowUpRow['helpOffers']>`(
  select coalesce(json_agg(json_build_object('id', o.id, 'offeredOn', o.offered_on, 'what', o.what)
                           order by o.offered_on, o.id), '[]')
    from help_offers o
   where ${own('o')} and o.contact_id = contacts.id and o.status in ('open', 'taken_up'))`

/** When they were last told of a landing. */
const toldOn = (timeZone: string) => sql<string | null>`(
  select case r.status when 'told' then r.told_on else (m.sent_at at time zone ${timeZone})::date end
    from announcement_recipients r
    left join messages m
      on m.practice_id = r.practice_id and m.subject_kind = 'announcement_recipient' and m.subject_id = r.id
     and m.status <> 'cancelled'
   where ${own('r')} and r.contact_id = contacts.id and r.status in ('sent', 'told')
   order by 1 desc nulls last limit 1)`
