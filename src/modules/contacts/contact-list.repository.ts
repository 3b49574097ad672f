import { type RawBuilder, sql } from 'kysely'
import { jsonRow, readPageAsJson } from '../../infra/db/json-page.ts'
import type { KeysetPage, Order, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type Contact, effort, primaryIntroducer } from './contacts.repository.ts'
import { foldAccents, foldCase } from './contacts.rules.ts'

export interface ContactFilters {
  tag?: string
  tier?: Contact['tier']
  company?: string
  introducedBy?: string
  lastTouchedBefore?: Date
  /** That moment included. */
  lastTouchedAfter?: Date
  touched?: boolean
  dueBefore?: string
  /** Words that all are to be found, in whichever field. */
  q?: string
  /** By default the best match first, or by name where nothing is looked for. */
  sort?: keyof typeof orders
}

/* The very expressions that are indexed: a missing value counts as the end of its order. */
const company = sql`coalesce(contacts.company_key, U&'\\+10FFFF')`
const lastTouch = sql<Date>`coalesce(contacts.last_interaction_at, '-infinity'::timestamptz)`
const followUp = sql<string>`coalesce(contacts.next_follow_up_on, 'infinity'::date)`
const never = sql<Date>`'-infinity'::timestamptz`

const by = (expression: RawBuilder<unknown>, type: Order['keys'][number]['type']): Order => ({
  keys: [
    { expression, type },
    { expression: sql`contacts.id`, type: 'uuid' },
  ],
})
const backwards = (order: Order): Order => ({ ...order, descending: true })

const byName = by(sql`contacts.name_key`, 'text')
const byCreation = by(sql`contacts.created_at`, 'timestamptz')
const byLastTouch = by(lastTouch, 'timestamptz')

const byMatch: Order = {
  keys: [
    { expression: sql`match.rank`, type: 'integer' },
    { expression: sql`contacts.name_key`, type: 'text' },
    { expression: sql`contacts.id`, type: 'uuid' },
  ],
}

const orders = {
  name: byName,
  '-name': backwards(byName),
  createdAt: byCreation,
  '-createdAt': backwards(byCreation),
  lastInteractionAt: byLastTouch,
  '-lastInteractionAt': backwards(byLastTouch),
  company: by(company, 'text'),
  nextFollowUpOn: by(followUp, 'date'),
} satisfies Record<string, Order>

/** A contact as the list answers it: the same as when read by itself. */
const contactJson = jsonRow({
  id: 'plain',
  clientId: 'plain',
  name: 'plain',
  email: 'plain',
  phone: 'plain',
  company: 'plain',
  title: 'plain',
  profileUrl: 'plain',
  location: 'plain',
  timeZone: 'plain',
  tier: 'plain',
  tags: 'plain',
  preferredChannel: 'plain',
  howMet: 'plain',
  notes: 'plain',
  thingsToRemember: 'plain',
  doNotContact: 'plain',
  nextFollowUpOn: 'plain',
  firstInteractionAt: 'instant',
  lastInteractionAt: 'instant',
  effort: 'plain',
  primaryIntroducer: 'plain',
  createdAt: 'instant',
  updatedAt: 'instant',
} satisfies Record<keyof Contact, 'plain' | 'instant'>)

/** Contacts as JSON texts. */
export async function listContacts(
  trx: PracticeTrx,
  clientId: string,
  filters: ContactFilters,
  page: PageRequest,
): Promise<KeysetPage<string>> {
  const { tag, tier, introducedBy, lastTouchedBefore, lastTouchedAfter, touched, dueBefore, q } = filters
  const { sort = 'name' } = filters
  let query = trx
    .selectFrom('contacts')
    .selectAll('contacts')
    .select([effort, primaryIntroducer])
    .where('contacts.practiceId', '=', trx.practiceId)
    .where('contacts.clientId', '=', clientId)
    .where('contacts.erasedAt', 'is', null)
  if (tag !== undefined) {
    const tagged = trx
      .selectFrom('contactTags')
      .select('contactId')
      .where('practiceId', '=', trx.practiceId)
      .where('clientId', '=', clientId)
      .where('tagKey', '=', foldCase(tag))
    query = query.where('contacts.id', 'in', tagged)
  }
  if (introducedBy !== undefined) {
    const introduced = trx
      .selectFrom('introductions')
      .select('introducedContactId')
      .where('practiceId', '=', trx.practiceId)
      .where('clientId', '=', clientId)
      .where('introducerContactId', '=', introducedBy)
    query = query.where('contacts.id', 'in', introduced)
  }
  if (tier !== undefined) query = query.where('contacts.tier', '=', tier)
  if (filters.company !== undefined) query = query.where(company, '=', foldAccents(filters.company))
  if (lastTouchedBefore) query = query.where(lastTouch, '<', lastTouchedBefore).where(lastTouch, '>', never)
  if (lastTouchedAfter) query = query.where(lastTouch, '>=', lastTouchedAfter)
  if (touched !== undefined) query = query.where(lastTouch, touched ? '>' : '=', never)
  if (dueBefore !== undefined) query = query.where(followUp, '<', dueBefore)
  if (q === undefined) return readPageAsJson(trx, query, contactJson, orders[sort], page)
  const matches = sql<{ contactId: string }>`app.find_contacts(${trx.practiceId}, ${clientId}, ${q})`
  const matching = query.innerJoin(matches.as('match'), 'match.contactId', 'contacts.id')
  return readPageAsJson(trx, matching, contactJson, filters.sort ? orders[filters.sort] : byMatch, page)
}
