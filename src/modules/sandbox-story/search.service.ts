import type { PracticeTrx } from '../../infra/db/scope.ts'
import { logInteractions } from '../interactions/interactions.service.ts'
import { createIntroduction } from '../introductions/introductions.service.ts'
import { land } from '../landings/landings.service.ts'
import { createInterview } from '../opportunities/interviews.service.ts'
import { createOpportunity } from '../opportunities/opportunities.service.ts'
import { startSearch } from '../searches/searches.service.ts'
import type { StoryCalendar } from './calendar.rules.ts'
import type { Opportunity, SearchStory } from './story.rules.ts'

/** The client whose search it is, and whom they know. */
interface Seeker {
  clientId: string
  contactIds: Map<string, string>
  calendar: StoryCalendar
}

/** Plays a search from its first day to its landing, if it came to one. */
export async function tellSearch(trx: PracticeTrx, seeker: Seeker, story: SearchStory) {
  const { clientId, calendar } = seeker
  const { id: searchId } = await startSearch(trx, clientId, {
    title: story.title,
    startedOn: calendar.day(story.startedDaysAgo),
  })
  const opportunityIds: string[] = []
  for (const one of story.opportunities) opportunityIds.push(await tellOpportunity(trx, seeker, searchId, one))
  const [opportunityId] = opportunityIds
  const interactions = await talk(trx, seeker, story, opportunityId)
  const { landedOn, startsOn } = calendar
  const landed = story.landing && (await land(trx, searchId, { ...story.landing, landedOn, startsOn, opportunityId }))
  return {
    searchId,
    opportunityIds,
    interactions,
    landingId: landed?.landing.id ?? null,
    announcementId: landed?.announcement.id ?? null,
  }
}

async function tellOpportunity(
  trx: PracticeTrx,
  { contactIds, calendar }: Seeker,
  searchId: string,
  { interviews, told, status = 'lead', ...facts }: Opportunity,
): Promise<string> {
  const { id } = await createOpportunity(trx, searchId, {
    ...facts,
    status,
    ...(told ? { sourceContactId: contactIds.get(told)! } : {}),
  })
  for (const [index, { daysAgo, outcome, interviewers }] of interviews.entries()) {
    await createInterview(trx, id, {
      round: index + 1,
      occurredAt: calendar.moment(daysAgo),
      outcome,
      interviewers: interviewers.map((one) => ({ ...one, contactId: contactIds.get(one.name) ?? null })),
    })
  }
  return id
}

/** Logs the conversations and the introductions made in them. @returns how many conversations there were */
async function talk(
  trx: PracticeTrx,
  { clientId, contactIds, calendar }: Seeker,
  { conversations }: SearchStory,
  opportunityId: string | undefined,
): Promise<number> {
  const entries = conversations.map(({ daysAgo, with: people, advice, introduces, aboutTheJob, ...facts }) => ({
    ...facts,
    occurredAt: calendar.moment(daysAgo),
    contacts: people.map((name, place) => ({
      contactId: contactIds.get(name)!,
      advice: advice?.[place] ? { quotable: false, ...advice[place] } : null,
    })),
    ...(aboutTheJob ? { opportunityId } : {}),
  }))
  const logged = await logInteractions(trx, clientId, entries, (index) => `/${index}`)
  for (const [index, { introduces, with: people, daysAgo }] of conversations.entries()) {
    if (!introduces) continue
    await createIntroduction(trx, contactIds.get(people[0])!, {
      introducedContactId: contactIds.get(introduces)!,
      introducedOn: calendar.day(daysAgo),
      interactionId: logged[index]!.id,
    })
  }
  return logged.length
}
