import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { CadenceRule, InteractionType, Tier } from './cadence.rules.ts'

/** What is known of a contact, and what of it was worked out before. Days are the client's. */
export interface ContactFacts {
  id: string
  tier: Tier
  tags: string[]
  doNotContact: boolean
  cadenceStatus: CadenceRule['status'] | null
  cadenceSteps: number[] | null
  cadenceSetOn: string | null
  chosenOn: string | null
  chosenAfter: string | null
  addedOn: string
  spokenOn: string[]
  newsOn: string | null
  onChain: boolean
  since: string | null
  step: number | null
  everyDays: number | null
  coolingOn: string | null
  dormantOn: string | null
  idealOn: string | null
  latestOn: string | null
  plannedOn: string | null
}

/** Some of a client's contacts by their ids, or the next ones after one. */
type Which = { ids: readonly string[] } | { after: string | null; limit: number }

/** As `readFacts`, of all contacts of a client, in the order of their ids; no more than a page of them is ever held. */
export async function* readFactsOfAll(
  trx: PracticeTrx,
  client: { clientId: string; timeZone: string },
  resetBy: readonly InteractionType[],
): AsyncGenerator<ContactFacts> {
  const limit = 1000
  for (let after: string | null = null; ;) {
    const page: ContactFacts[] = await readFacts(trx, client, resetBy, { after, limit })
    yield* page
    if (page.length < limit) return
    after = page.at(-1)!.id
  }
}

/**
 * Everything that decides when some of a client's contacts should hear from the client again.
 *
 * News counts from the day somebody was told, by a note that left or by the client; until then from the day their
 * landing was known, unless it fell through.
 */
export async function readFacts(
  trx: PracticeTrx,
  { clientId, timeZone }: { clientId: string; timeZone: string },
  resetBy: readonly InteractionType[],
  which: Which,
): Promise<ContactFacts[]> {
  const dayOf = (instant: string) => sql`(${sql.ref(instant)} at time zone ${timeZone})::date`
  const { rows } = await sql<ContactFacts>`
    select c.id, c.tier, c.tags, c.do_not_contact as "doNotContact", c.cadence_status as "cadenceStatus",
           c.cadence_steps as "cadenceSteps", c.cadence_set_on as "cadenceSetOn",
           c.follow_up_chosen_on as "chosenOn", c.follow_up_chosen_after as "chosenAfter",
           ${dayOf('c.created_at')} as "addedOn", coalesce(spoken.days, '{}') as "spokenOn", news.day as "newsOn",
           coalesce(news.on_chain, false) as "onChain", c.follow_up_since as since, c.follow_up_step as step,
           c.follow_up_every_days as "everyDays", c.cooling_on as "coolingOn", c.dormant_on as "dormantOn",
           c.follow_up_ideal_on as "idealOn", c.follow_up_latest_on as "latestOn",
           c.next_follow_up_on as "plannedOn"
      from contacts c
      left join lateral (
        select array_agg(those.day order by those.day) as days
          from (select distinct ${dayOf('i.occurred_at')}::text as day
                  from interaction_contacts ic
                  join interactions i
                    on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
                 where ic.practice_id = c.practice_id and ic.client_id = c.client_id and ic.contact_id = c.id
                   and i.type = any(${[...resetBy]}::text[])) those) spoken on true
      left join lateral (
        select r.on_chain, case when r.status = 'told' then r.told_on
                                when r.status = 'sent' then ${dayOf('m.sent_at')} else ${dayOf('l.created_at')} end as day
          from announcement_recipients r
          join announcements a on a.practice_id = r.practice_id and a.client_id = r.client_id and a.id = r.announcement_id
          join landings l on l.practice_id = a.practice_id and l.client_id = a.client_id and l.id = a.landing_id
          left join messages m
            on m.practice_id = r.practice_id and m.subject_kind = 'announcement_recipient' and m.subject_id = r.id
           and m.status <> 'cancelled'
         where r.practice_id = c.practice_id and r.client_id = c.client_id and r.contact_id = c.id
           and r.status not in ('skipped', 'suppressed')
           and (r.status in ('sent', 'told') or (l.reopened_at is null and a.status <> 'cancelled'))
         order by day desc nulls last
         limit 1) news on true
     where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId} and c.erased_at is null
       and ${isMeant(which)}
     order by c.id limit ${'ids' in which ? null : which.limit}`.execute(trx)
  return rows
}

/** One, as nearly always, is asked for alone: of a list PostgreSQL does not know how long it is, and plans each anew. */
function isMeant(which: Which) {
  if (!('ids' in which)) return sql`(${which.after}::uuid is null or c.id > ${which.after}::uuid)`
  const [id, ...others] = which.ids
  return others.length === 0 ? sql`c.id = ${id}` : sql`c.id = any(${[...which.ids]}::uuid[])`
}

/** With how many of a client's contacts there was an interaction since an instant. */
export async function countSpokenSince(trx: PracticeTrx, clientId: string, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct ic.contact_id)::integer as count
      from interactions i
      join interaction_contacts ic
        on ic.practice_id = i.practice_id and ic.client_id = i.client_id and ic.interaction_id = i.id
     where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} and i.occurred_at >= ${since}`.execute(trx)
  return rows[0]!.count
}
