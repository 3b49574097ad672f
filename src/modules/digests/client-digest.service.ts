import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import type { Client } from '../clients/clients.repository.ts'
import { listFollowUps } from '../follow-ups/follow-ups.service.ts'
import { tellStory } from '../landings/story.service.ts'
import { findActiveSearch } from '../searches/searches.service.ts'
import { getCoachOf } from '../members/members.service.ts'
import { listToCallFirst } from '../suggestions/call-first.service.ts'
import type { PagePurpose } from '../links/purposes.rules.ts'
import { describePeriods, listLedger } from '../periods/ledger.service.ts'
import type { ClientDigestFacts, DigestBarFact, DigestPersonFact } from '../templates/digest-facts.rules.ts'
import {
  type Deed,
  findLandedSince,
  type History,
  listCallsDue,
  listCandidates,
  readNetworkDeeds,
} from './digests.repository.ts'
import { chooseForDigest, fewestPeople } from './rotation.rules.ts'

/** Where a link in the digest leads. */
export type LinkTo = (purpose: PagePurpose, subjectId: string) => string

/** What a client's digest says, and whom it names. */
export interface ClientDigest {
  facts: ClientDigestFacts
  contactIds: string[]
  /** It has nothing to say. */
  isQuiet: boolean
}

/** Who is near is shown when fewer are due than a digest likes to name. */
const nearDays = 14
/** Of whom to call first so many take turns. */
const mostToCall = 20
/** Days that all others come after, and before. */
const [whenever, never] = ['0001-01-01', '9999-12-31']
const firstLooksBackMs = 31 * 24 * 60 * 60_000

/** Puts together what a client's digest says as of now. */
export async function composeClientDigest(
  trx: PracticeTrx,
  client: Client,
  { history, linkTo }: { history: History; linkTo: LinkTo },
): Promise<ClientDigest> {
  const since = history.sentAt ?? addMilliseconds(trx.now, -firstLooksBackMs)
  const search = await findActiveSearch(trx, client.id)
  const chosen = await choosePeople(trx, client, { history, isSearching: search !== undefined })
  const people = await describePeople(trx, client, chosen, linkTo)
  const calls = await listCallsDue(trx, client.id)
  const bars = await barsOf(trx, client)
  const landed = await findLandedSince(trx, client.id, since)
  const story = landed ? await tellStory(trx, landed.searchId) : null
  const deeds = notOf(story?.hops ?? [], await readNetworkDeeds(trx, client.id, since))
  const coach = await getCoachOf(trx, client)
  return {
    facts: {
      clientFirstName: firstName(client.name) ?? client.name,
      coachName: coach.name,
      writtenOn: dayOf(trx.now, client.timeZone),
      people,
      calls: calls.map(({ recipientId, ...who }) => ({ ...who, toldLink: linkTo('mark_told', recipientId) })),
      bars,
      deeds,
      story: story?.sentence ?? null,
      ...otherLinks(client, { search, isAsked: bars.length > 0, linkTo }),
      stopLink: linkTo('stop_digest', client.id),
    },
    contactIds: chosen.map(({ contactId }) => contactId),
    isQuiet: [people, calls, bars, deeds].every(({ length }) => length === 0) && story === null,
  }
}

/** What else a client may do now with one tap, below everything else. */
function otherLinks(
  { id, status }: Client,
  { search, isAsked, linkTo }: { search: { id: string } | undefined; isAsked: boolean; linkTo: LinkTo },
): Pick<ClientDigestFacts, 'landingLink' | 'breakLink' | 'searchLink' | 'exportLink'> {
  if (status === 'suspended') return {}
  const isSettled = status === 'alumni' && !search
  return {
    landingLink: search && linkTo('tell_landing', search.id),
    breakLink: isAsked ? linkTo('declare_break', id) : null,
    searchLink: isSettled ? linkTo('start_search', id) : null,
    exportLink: isSettled ? linkTo('export_network', id) : null,
  }
}

/** The story has told already what those in it did. */
function notOf(hops: readonly { name: string }[], deeds: Deed[]): Deed[] {
  const told = new Set(hops.map(({ name }) => name))
  return deeds.filter(({ by }) => !told.has(by))
}

/** Somebody that a digest names, and why, where that is not when they last talked. */
interface Chosen {
  contactId: string
  reason: string | null
}

/** Who is due; where these are few, who is nearly so; and in a search where these are few too, whom to call first. */
async function choosePeople(
  trx: PracticeTrx,
  { id, timeZone }: Client,
  { history: { namedOn }, isSearching }: { history: History; isSearching: boolean },
): Promise<Chosen[]> {
  const today = dayOf(trx.now, timeZone)
  const named = { namedOn, today }
  const candidates = await listCandidates(trx, id, addDays(today, nearDays))
  const due = candidates.filter(({ nextFollowUpOn }) => nextFollowUpOn <= today)
  const near = candidates.filter(({ nextFollowUpOn }) => nextFollowUpOn > today)
  const chosen = chooseForDigest(due, named)
  const fill = chooseForDigest(near, named, Math.max(0, fewestPeople - chosen.length))
  const people = [...chosen, ...fill].map(({ contactId }) => ({ contactId, reason: null }))
  const missing = fewestPeople - people.length
  if (missing <= 0 || !isSearching) return people
  const those = new Set(people.map(({ contactId }) => contactId))
  const toCall = (await listToCallFirst(trx, id, mostToCall)).filter(({ contactId }) => !those.has(contactId))
  return [
    ...people,
    ...chooseForDigest(
      toCall.map((one) => ({ ...one, nextFollowUpOn: whenever })),
      named,
      missing,
    ),
  ]
}

async function describePeople(
  trx: PracticeTrx,
  client: Client,
  chosen: Chosen[],
  linkTo: LinkTo,
): Promise<DigestPersonFact[]> {
  if (chosen.length === 0) return []
  const reasons = new Map(chosen.map(({ contactId, reason }) => [contactId, reason]))
  const { data } = await listFollowUps(
    trx,
    client.id,
    { dueBefore: never, contactIds: [...reasons.keys()] },
    { limit: chosen.length, after: undefined },
  )
  return data.map((one) => {
    const why = reasons.get(one.contactId) ?? one.whyNow
    const advice = one.advice[0]?.about ?? null
    return {
      name: one.name,
      phone: one.phone,
      email: one.email,
      job: one.presentJob && [one.presentJob.title, one.presentJob.company].filter(Boolean).join(', '),
      why,
      lastTalk: one.lastTalk?.line ?? null,
      // Whom to call first may be for what they advised: once is enough.
      advice: advice !== null && why.includes(advice) ? null : advice,
      remember: one.thingsToRemember,
      doneLink: linkTo('mark_done', one.contactId),
      logLink: linkTo('log_interaction', one.contactId),
      laterLink: client.status === 'suspended' ? null : linkTo('snooze', one.contactId),
    }
  })
}

/** How far they are with what they set out to do; nothing is asked of whoever is suspended. */
async function barsOf(trx: PracticeTrx, { id, status }: Client): Promise<DigestBarFact[]> {
  if (status === 'suspended') return []
  const running = (await listLedger(trx, id)).filter(
    (period) => period.status === 'open' && period.startsAt <= trx.now && period.endsAt > trx.now,
  )
  const accounts = await describePeriods(trx, running.map(({ periodId }) => periodId)) // prettier-ignore
  return running.flatMap(({ periodId, endsAt, timeZone }) => {
    const { targets, done } = accounts.get(periodId)!
    const until = dayOf(addMilliseconds(endsAt, -1), timeZone)
    // Days off may leave nothing to ask for; of that nothing is said either.
    return targets
      .filter(({ target }) => target > 0)
      .map(({ achieved, target }, index) => ({ done: done[index]!, achieved, target, until }))
  })
}
