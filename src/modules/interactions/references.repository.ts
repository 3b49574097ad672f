import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { InteractionDraft, KnownReferences } from './interactions.rules.ts'

/**
 * Whether the client is there, and which of what the drafts refer to is theirs. One question for all: a batch must not
 * ask 500 times. Whom the ids mean is asked before the join: behind the walls no index answers to a function of ours.
 */
export async function readReferences(
  trx: PracticeTrx,
  clientId: string,
  drafts: InteractionDraft[],
): Promise<KnownReferences> {
  const contactIds = [...new Set(drafts.flatMap((draft) => draft.contacts.map(({ contactId }) => contactId)))]
  const searchIds = drafts.map((draft) => draft.searchId).filter(Boolean)
  const opportunityIds = drafts.map((draft) => draft.opportunityId).filter(Boolean)
  const { rows } = await sql<{ kind: 'client' | 'contact' | 'search' | 'opportunity'; id: string; leadsTo: string }>`
    select 'client' as kind, id, null::uuid as leads_to from clients
     where practice_id = ${trx.practiceId} and id = ${clientId}
    union all
    select 'contact', named, c.id
      from (select named, app.contact_meant(${trx.practiceId}, named) as meant
              from unnest(${contactIds}::uuid[]) as named offset 0) as given
      join contacts c on c.practice_id = ${trx.practiceId} and c.client_id = ${clientId} and c.id = meant
    union all
    select 'search', id, id from searches
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and id = any(${searchIds}::uuid[])
    union all
    select 'opportunity', id, search_id from opportunities
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and id = any(${opportunityIds}::uuid[])
  `.execute(trx)
  const of = (kind: string) => rows.filter((row) => row.kind === kind)
  return {
    client: of('client').length > 0,
    contacts: new Map(of('contact').map((row) => [row.id, row.leadsTo])),
    searches: new Set(of('search').map((row) => row.id)),
    searchOfOpportunity: new Map(of('opportunity').map((row) => [row.id, row.leadsTo])),
  }
}
