import { sql } from 'kysely'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Somebody whom several clients know, as each of them has them. */
export interface SharedContact {
  email: string
  contacts: {
    contactId: string
    clientId: string
    clientName: string
    name: string
    company: string | null
    title: string | null
    tier: 'inner' | 'active' | 'extended'
    doNotContact: boolean
    lastInteractionAt: Date | null
  }[]
}

type AsJson<Known> = Omit<Known, 'lastInteractionAt'> & { lastInteractionAt: string | null }
interface Row {
  emailKey: string
  email: string
  contacts: AsJson<SharedContact['contacts'][number]>[]
}

const withInstant = ({ lastInteractionAt, ...contact }: Row['contacts'][number]) => ({
  ...contact,
  lastInteractionAt: lastInteractionAt === null ? null : new Date(lastInteractionAt),
})

/**
 * Whom several of the clients know that the caller may see, in the order of their addresses, which alone tell that they
 * are one person. Of a large practice the addresses are gone through on their index, up to the end of the page.
 *
 * @param clientId only whom this client knows
 */
export async function listSharedContacts(
  trx: PracticeTrx,
  { clientId }: { clientId?: string | undefined },
  page: PageRequest,
): Promise<KeysetPage<SharedContact>> {
  const [after = ''] = page.after ?? []
  const known = clientId ? sql`bool_or(client_id = ${clientId})` : sql`true`
  const { rows } = await sql<Row>`
    select shared.email_key, min(c.email) as email,
           json_agg(json_build_object(
             'contactId', c.id, 'clientId', c.client_id, 'clientName', cl.name, 'name', c.name, 'company', c.company,
             'title', c.title, 'tier', c.tier, 'doNotContact', c.do_not_contact,
             'lastInteractionAt', c.last_interaction_at)
             order by c.last_interaction_at desc nulls last, c.id) as contacts
      from (select email_key from contacts
             where practice_id = ${trx.practiceId} and email_key > ${after}
             group by email_key
            having count(*) > 1 and ${known}
             order by email_key
             limit ${sql.lit(page.limit + 1)}) shared
      join contacts c on c.practice_id = ${trx.practiceId} and c.email_key = shared.email_key
      join clients cl on cl.practice_id = c.practice_id and cl.id = c.client_id
     group by shared.email_key
     order by shared.email_key`.execute(trx)
  const data = rows.slice(0, page.limit)
  return {
    data: data.map(({ email, contacts }) => ({ email, contacts: contacts.map(withInstant) })),
    next: rows.length > page.limit ? [data.at(-1)!.emailKey] : null,
  }
}
