import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { InteractionDraft, KnownReferences } from './interactions.rules.ts'

/**
 * Whether the client is there, and which of what the drafts refer to is theirs. One question for all: a batch must not
 * ask 500 times.
 */
export async function readReferences(
  trx: PracticeTrx,
  clientId: string,
  drafts: InteractionDraft[],
): Promise<KnownReferences> {
  const contactIds = [...new Set(drafts.flatMap((draft) => draft.contacts.map(({ contactId }) => contactId)))]
  const searchIds = drafts.map((draft) => draft.searchId).filter(Boolean)
  const opportunityIds = drafts.map((draft) => draft.opportunityId).filter(Boolean)
  const { rows } = await sql<{ kind: 'client' | 'contact' | 'search' | 'opportunity'; id: string; searchId: string }>`
    select 'client' as kind, id, null::uuid as search_id from clients
     where practice_id = ${trx.practiceId} and id = ${clientId}
    union all
    select 'contact', id, null from contacts
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and id = any(${contactIds}::uuid[])
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
    contacts: new Set(of('contact').map((row) => row.id)),
    searches: new Set(of('search').map((row) => row.id)),
    searchOfOpportunity: new Map(of('opportunity').map((row) => [row.id, row.searchId])),
  }
}
