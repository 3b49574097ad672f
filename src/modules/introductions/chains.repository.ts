import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/* How the people of a client led to one another: each question one statement. */

interface Person {
  contactId: string
  name: string
  effort: { interactions: number; calls: number; emails: number; meetings: number; minutes: number }
}

/** One of a chain; nobody introduced the one with whom it begins. */
export interface Hop extends Person {
  introductionId: string | null
  /** When the client was introduced to them. */
  introducedOn: string | null
}

interface Introducer extends Person {
  introductionId: string
  introducedOn: string
  /** Whether chains follow this one. */
  primary: boolean
}

interface Branch extends Omit<Introducer, 'primary'> {
  introducerContactId: string
  depth: number
}

/** As much of a tree as anybody can look at. */
const treeDepth = 30
const treePeople = 1000

const person = sql`
  c.id as contact_id, c.name,
  jsonb_build_object('interactions', c.interactions, 'calls', c.calls, 'emails', c.emails, 'meetings', c.meetings,
                     'minutes', c.minutes) as effort`

/** Of several introductions of one contact, as i: the one that its chain follows comes first. */
const chainFirst = sql`i.made_primary_at desc nulls last, i.introduced_on, i.created_at, i.id`

/** The introduction of a contact c that its chain follows, if there is one. */
const firstIntroduction = sql`
  left join lateral (
    select i.id as introduction_id, i.introduced_on, i.introducer_contact_id
      from introductions i
     where i.practice_id = c.practice_id and i.client_id = c.client_id and i.introduced_contact_id = c.id
     order by ${chainFirst}
     limit 1) first on true`

/** From the one with whom it began down to the contact itself; nobody when there is no such contact. */
export async function listChain(trx: PracticeTrx, contactId: string): Promise<Hop[]> {
  const { rows } = await sql<Hop>`
    with recursive chain as (
      select 0 as height, c.practice_id, c.client_id, first.*, ${person}
        from contacts c ${firstIntroduction}
       where c.practice_id = ${trx.practiceId} and c.id = ${contactId}
      union all
      select chain.height + 1, c.practice_id, c.client_id, first.*, ${person}
        from chain
        join contacts c
          on c.practice_id = chain.practice_id and c.client_id = chain.client_id and c.id = chain.introducer_contact_id
        ${firstIntroduction}
    )
    select introduction_id, contact_id, name, introduced_on, effort from chain order by height desc`.execute(trx)
  return rows
}

/** Everybody who introduced a contact; the one that its chain follows comes first. */
export async function listIntroducers(
  trx: PracticeTrx,
  { id, clientId }: { id: string; clientId: string },
): Promise<Introducer[]> {
  const { rows } = await sql<Introducer>`
    select i.id as introduction_id, i.introduced_on, row_number() over (order by ${chainFirst}) = 1 as "primary", ${person}
      from introductions i
      join contacts c
        on c.practice_id = i.practice_id and c.client_id = i.client_id and c.id = i.introducer_contact_id
     where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} and i.introduced_contact_id = ${id}
     order by ${chainFirst}`.execute(trx)
  return rows
}

/** Whom a contact led to, each once where they are nearest, parents before children. */
export async function listTree(
  trx: PracticeTrx,
  { id, clientId }: { id: string; clientId: string },
): Promise<Branch[]> {
  const { rows } = await sql<Branch>`
    with recursive below as (
      select i.*, 1 as depth
        from introductions i
       where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} and i.introducer_contact_id = ${id}
      union
      select i.*, below.depth + 1
        from below
        join introductions i
          on i.practice_id = below.practice_id and i.client_id = below.client_id
         and i.introducer_contact_id = below.introduced_contact_id
       where below.depth < ${treeDepth}
    ),
    nearest as (
      select distinct on (introduced_contact_id) *
        from below
       order by introduced_contact_id, depth, introduced_on, created_at, id
    )
    select n.id as introduction_id, n.introduced_on, n.introducer_contact_id, n.depth, ${person}
      from nearest n
      join contacts c
        on c.practice_id = n.practice_id and c.client_id = n.client_id and c.id = n.introduced_contact_id
     order by n.depth, n.introduced_on, n.created_at, n.id
     limit ${treePeople}`.execute(trx)
  return rows
}

/** What was done with these people in all; what was done with several of them at once counts once. */
export async function sumEffort(trx: PracticeTrx, clientId: string, contactIds: string[]): Promise<Person['effort']> {
  const { rows } = await sql<Person['effort']>`
    select count(*)::int as interactions,
           (count(*) filter (where i.type in ('call', 'video_call')))::int as calls,
           (count(*) filter (where i.type = 'email'))::int as emails,
           (count(*) filter (where i.type in ('meeting', 'event')))::int as meetings,
           coalesce(sum(i.minutes), 0)::int as minutes
      from interactions i
     where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId}
       and i.id in (select ic.interaction_id
                      from interaction_contacts ic
                     where ic.practice_id = ${trx.practiceId} and ic.client_id = ${clientId}
                       and ic.contact_id = any(${contactIds}::uuid[]))`.execute(trx)
  return rows[0]!
}
