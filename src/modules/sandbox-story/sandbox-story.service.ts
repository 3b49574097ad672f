import type { PracticeTrx } from '../../infra/db/scope.ts'
import { changeClientStatus, createClient, hasClients } from '../clients/clients.service.ts'
import { clientFollowers } from '../commitments/following.service.ts'
import { getPracticeLocked } from '../practices/practices.service.ts'
import { type StoryCalendar, storyCalendar } from './calendar.rules.ts'
import { maya } from './maya.rules.ts'
import { meetPeople } from './network.service.ts'
import { grace, theo } from './others.rules.ts'
import { practiceHasClients, practiceIsLive } from './sandbox-story.problems.ts'
import type { SandboxStory } from './sandbox-story.schemas.ts'
import { tellSearch } from './search.service.ts'
import { addressOf, type ClientStory } from './story.rules.ts'

const stories: ClientStory[] = [maya, theo, grace]

/**
 * Makes the clients of the stories, as if each had lived theirs up to the practice's present. Mails nobody.
 *
 * @throws 409 where time is real, or where there are clients
 */
export async function fillSandbox(trx: PracticeTrx): Promise<SandboxStory> {
  if (!trx.sandbox) throw practiceIsLive('Made-up people have no place in it: sign up with `sandbox: true`.')
  await getPracticeLocked(trx)
  if (await hasClients(trx)) throw practiceHasClients('Found another sandbox with `POST /v1/practices`.')
  const clients: SandboxStory['clients'] = []
  for (const story of stories) clients.push(await tell(trx, story))
  return { clients }
}

async function tell(trx: PracticeTrx, story: ClientStory): Promise<SandboxStory['clients'][number]> {
  const { name, timeZone } = story.client
  const calendar = storyCalendar(trx.now, timeZone)
  const { id } = await createClient(trx, {
    name,
    timeZone,
    email: addressOf(name, 'clients.example'),
    locale: 'en',
    consents: consentsOf(story, calendar),
  })
  const contactIds = await meetPeople(trx, id, story.people, calendar)
  const search = story.search && (await tellSearch(trx, { clientId: id, contactIds, calendar }, story.search))
  if (story.isPaused) await changeClientStatus(trx, id, 'paused', clientFollowers)
  return { id, name, contacts: contactIds.size, ...(search ?? nothing) }
}

const nothing = { interactions: 0, searchId: null, opportunityIds: [], landingId: null, announcementId: null }

const consentsOf = ({ consent }: ClientStory, calendar: StoryCalendar) =>
  consent ? { coachApprovesForMe: { givenOn: calendar.day(consent.daysAgo), how: consent.how } } : {}
