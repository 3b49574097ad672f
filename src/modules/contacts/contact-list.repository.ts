import { type RawBuilder, sql } from 'kysely'
import { type JsonLines, jsonPageOf, jsonRow, selectPageAsJson } from '../../infra/db/json-page.ts'
import type { KeysetPage, Order, PageRequest } from '../../infra/db/keyset.ts'
import { prepareQuestion, type DoorQuestion } from '../../infra/db/question.ts'
import type { Dormancy } from '../cadences/follow-up.rules.ts'
import { type Contact, effort, primaryIntroducer } from './contacts.repository.ts'
import { foldAccents, foldCase } from './contacts.rules.ts'

export interface ContactFilters {
  tag?: string
  tier?: Contact['tier']
  company?: string
  introducedBy?: string
  /** A moment, or a day: its first one where the client is. */
  lastTouchedBefore?: Date | string
  /** That moment included. */
  lastTouchedAfter?: Date | string
  touched?: boolean
  dueBefore?: string
  dormancy?: Dormancy
  /** Words that all are to be found, in whichever field. */
  q?: string
  /** By default the best match first, or by name where nothing is looked for. */
  sort?: Exclude<keyof typeof orders, 'match'>
}

/* The very expressions that are indexed: a missing value counts as the end of its order. */
const companyOrLast = sql`coalesce(contacts.company_key, U&'\\+10FFFF')`
const lastTouch = sql<Date>`coalesce(contacts.last_interaction_at, '-infinity'::timestamptz)`
const followUp = sql<string>`coalesce(contacts.next_follow_up_on, 'infinity'::date)`

const by = (expression: RawBuilder<unknown>, type: Order['keys'][number]['type']): Order => ({
  keys: [
    { expression, type },
    { expression: sql`contacts.id`, type: 'uuid' },
  ],
})
const backwards = (order: Order): Order => ({ ...order, descending: true })

const byName = by(sql`contacts.name_key`, 'text')
const byNameOfTagged: Order = {
  keys: [
    { expression: sql`tagged.name_key`, type: 'text' },
    { expression: sql`tagged.contact_id`, type: 'uuid' },
  ],
}
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
  company: by(companyOrLast, 'text'),
  nextFollowUpOn: by(followUp, 'date'),
  match: byMatch,
} satisfies Record<string, Order>

/** Those who have a tag are indexed by name as well. */
const ordersOfTagged: typeof orders = { ...orders, name: byNameOfTagged, '-name': backwards(byNameOfTagged) }

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
  dormancy: 'plain',
  firstInteractionAt: 'instant',
  lastInteractionAt: 'instant',
  effort: 'plain',
  primaryIntroducer: 'plain',
  createdAt: 'instant',
  updatedAt: 'instant',
} satisfies Record<keyof Contact, 'plain' | 'instant'>)

/** What a query is written for; the values that are filled in are its second half. */
interface Shape extends Pick<ContactFilters, 'sort' | 'touched' | 'dormancy'> {
  limit: number
}

interface Values {
  clientId: string
  after: string[] | undefined
  tagKey: string | undefined
  tier: Contact['tier'] | undefined
  company: string | undefined
  introducedBy: string | undefined
  lastTouchedBefore: Date | undefined
  lastTouchedBeforeDay: string | undefined
  lastTouchedAfter: Date | undefined
  lastTouchedAfterDay: string | undefined
  dueBefore: string | undefined
  q: string | undefined
}

const contactPage = prepareQuestion(
  (db, { sort, touched, dormancy, limit }: Shape, values: Values, { practiceId, now }) => {
    const { clientId, after, tagKey, tier, company, introducedBy, dueBefore, q } = values
    const ofClient = <T>(value: RawBuilder<T>) => sql<T>`(
      select ${value} from clients where clients.practice_id = ${practiceId} and clients.id = ${clientId})`
    const today = ofClient(sql<string>`(${now} at time zone clients.time_zone)::date`)
    const momentOf = (at: Date | undefined, day: string | undefined) =>
      day === undefined ? at : ofClient(sql<Date>`app.start_of_day(${day}, clients.time_zone)`)
    const touchedBefore = momentOf(values.lastTouchedBefore, values.lastTouchedBeforeDay)
    const touchedSince = momentOf(values.lastTouchedAfter, values.lastTouchedAfterDay)
    let query = db
      .selectFrom('contacts')
      .selectAll('contacts')
      .select([
        effort,
        primaryIntroducer,
        sql`app.dormancy(contacts.cooling_on, contacts.dormant_on, ${today})`.as('dormancy'),
      ])
      .where('contacts.practiceId', '=', practiceId)
      .where('contacts.erasedAt', 'is', null)
    // Who is named by an id is this client's: with the client said as well, PostgreSQL, which expects few of their contacts,
    // goes through all of them for each id.
    const areNamed = [tagKey, introducedBy, q].some((value) => value !== undefined)
    if (!areNamed) query = query.where('contacts.clientId', '=', clientId)
    if (introducedBy !== undefined) {
      const introduced = db
        .selectFrom('introductions')
        .select('introducedContactId')
        .where('practiceId', '=', practiceId)
        .where('clientId', '=', clientId)
        .where('introducerContactId', '=', sql<string>`app.contact_meant(${practiceId}, ${introducedBy})`)
      query = query.where('contacts.id', 'in', introduced)
    }
    if (tier !== undefined) query = query.where('contacts.tier', '=', tier)
    if (company !== undefined) query = query.where('contacts.companyKey', '=', company)
    if (touchedBefore) query = query.where('contacts.lastInteractionAt', '<', touchedBefore)
    if (touchedSince) query = query.where('contacts.lastInteractionAt', '>=', touchedSince)
    if (touched !== undefined) query = query.where('contacts.lastInteractionAt', touched ? 'is not' : 'is', null)
    if (dueBefore !== undefined) query = query.where('contacts.nextFollowUpOn', '<', dueBefore)
    if (dormancy === 'active') query = query.where('contacts.coolingOn', '>', today)
    if (dormancy === 'cooling')
      query = query.where('contacts.coolingOn', '<=', today).where('contacts.dormantOn', '>', today)
    if (dormancy === 'dormant') query = query.where('contacts.dormantOn', '<=', today)
    if (tagKey !== undefined) {
      const tagged = sql<{ contactId: string }>`(
        select contact_id, name_key from contact_tags
         where practice_id = ${practiceId} and client_id = ${clientId} and tag_key = ${tagKey})`
      query = query.innerJoin(tagged.as('tagged'), 'tagged.contactId', 'contacts.id') as typeof query
    }
    if (q !== undefined) {
      const matches = sql<{ contactId: string }>`app.find_contacts(${practiceId}, ${clientId}, ${q})`
      query = query.innerJoin(matches.as('match'), 'match.contactId', 'contacts.id') as typeof query
    }
    const order = sort ?? (q === undefined ? 'name' : 'match')
    const found = selectPageAsJson(query, contactJson, tagKey === undefined ? orders[order] : ordersOfTagged[order], {
      limit,
      after,
    })
    // Whoever has contacts is there.
    return sql<FoundContacts>`
    select found.*, found.lines is not null
           or exists (select from clients where practice_id = ${practiceId} and id = ${clientId}) as "isClient"
      from (${found}) as found`
  },
)

export interface FoundContacts extends JsonLines {
  isClient: boolean
}

/** Contacts as JSON texts; undefined when there is no such client. */
export const findContacts = (
  clientId: string,
  { sort, touched, dormancy, tag, company: name, ...filters }: ContactFilters,
  { limit, after }: PageRequest,
): DoorQuestion<FoundContacts, KeysetPage<string> | undefined> => ({
  ...contactPage(
    { sort, touched, dormancy, limit },
    {
      clientId,
      after,
      tagKey: tag === undefined ? undefined : foldCase(tag),
      company: name === undefined ? undefined : foldAccents(name),
      tier: filters.tier,
      introducedBy: filters.introducedBy,
      ...momentOrDay('lastTouchedBefore', filters.lastTouchedBefore),
      ...momentOrDay('lastTouchedAfter', filters.lastTouchedAfter),
      dueBefore: filters.dueBefore,
      q: filters.q,
    },
  ),
  read: (found) => (found.isClient ? jsonPageOf(found, limit) : undefined),
})

const momentOrDay = <Name extends string>(name: Name, value: Date | string | undefined) =>
  ({
    [name]: typeof value === 'string' ? undefined : value,
    [`${name}Day`]: typeof value === 'string' ? value : undefined,
  }) as Record<Name, Date | undefined> & Record<`${Name}Day`, string | undefined>
