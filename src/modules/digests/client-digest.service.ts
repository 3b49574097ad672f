import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import type { Client } from '../clients/clients.repository.ts'
import { listFollowUps } from '../follow-ups/follow-ups.service.ts'
import { tellStory } from '../landings/story.service.ts'
import { getCoachOf } from '../members/members.service.ts'
import type { PagePurpose } from '../links/purposes.rules.ts'
import { describePeriods, listLedger } from '../periods/ledger.service.ts'
import type { ClientDigestFacts, DigestBarFact, DigestPersonFact } from '../templates/digest-facts.rules.ts'
import { findLandedSince, type History, listCallsDue, listCandidates, readNetworkDeeds } from './digests.repository.ts'
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
const firstLooksBackMs = 31 * 24 * 60 * 60_000

/** Puts together what a client's digest says as of now. */
export async function composeClientDigest(
  trx: PracticeTrx,
  client: Client,
  { history, linkTo }: { history: History; linkTo: LinkTo },
): Promise<ClientDigest> {
  const since = history.sentAt ?? addMilliseconds(trx.now, -firstLooksBackMs)
  const chosen = await choosePeople(trx, client, history)
  const people = await describePeople(trx, client, chosen, linkTo)
  const [calls, bars, deeds, landed, coach] = [
    await listCallsDue(trx, client.id),
    await barsOf(trx, client),
    await readNetworkDeeds(trx, client.id, since),
    await findLandedSince(trx, client.id, since),
    await getCoachOf(trx, client),
  ]
  const story = landed ? (await tellStory(trx, landed.searchId)).sentence : null
  return {
    facts: {
      clientFirstName: firstName(client.name) ?? client.name,
      coachName: coach.name,
      writtenOn: dayOf(trx.now, client.timeZone),
      people,
      calls,
      bars,
      deeds,
      story,
      stopLink: linkTo('stop_digest', client.id),
    },
    contactIds: chosen,
    isQuiet: [people, calls, bars, deeds].every(({ length }) => length === 0) && story === null,
  }
}

async function choosePeople(trx: PracticeTrx, { id, timeZone }: Client, { namedOn }: History): Promise<string[]> {
  const today = dayOf(trx.now, timeZone)
  const candidates = await listCandidates(trx, id, addDays(today, nearDays))
  const due = candidates.filter(({ nextFollowUpOn }) => nextFollowUpOn <= today)
  const near = candidates.filter(({ nextFollowUpOn }) => nextFollowUpOn > today)
  const chosen = chooseForDigest(due, namedOn)
  const fill = chooseForDigest(near, namedOn, Math.max(0, fewestPeople - chosen.length))
  return [...chosen, ...fill].map(({ contactId }) => contactId)
}

async function describePeople(
  trx: PracticeTrx,
  client: Client,
  contactIds: string[],
  linkTo: LinkTo,
): Promise<DigestPersonFact[]> {
  if (contactIds.length === 0) return []
  const dueBefore = addDays(dayOf(trx.now, client.timeZone), nearDays + 1)
  const { data } = await listFollowUps(
    trx,
    client.id,
    { dueBefore, contactIds },
    {
      limit: contactIds.length,
      after: undefined,
    },
  )
  return data.map((one) => ({
    name: one.name,
    job: one.presentJob && [one.presentJob.title, one.presentJob.company].filter(Boolean).join(', '),
    why: one.whyNow,
    lastTalk: one.lastTalk?.line ?? null,
    advice: one.advice[0]?.about ?? null,
    remember: one.thingsToRemember,
    doneLink: linkTo('mark_done', one.contactId),
    logLink: linkTo('log_interaction', one.contactId),
    laterLink: linkTo('snooze', one.contactId),
  }))
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
