import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { findChain } from '../introductions/introductions.service.ts'
import { findOpportunityOfSearch } from '../opportunities/opportunities.service.ts'
import { getSearch, getSearchSpan } from '../searches/searches.service.ts'
import { readChainEffort } from './landings.repository.ts'
import { getLanding } from './landings.service.ts'
import { storySentence } from './story.rules.ts'

const none = { interactions: 0, calls: 0, emails: 0, meetings: 0, minutes: 0 }

/** Through whom the job was found, what it took with each of them and with all, and the sentence that tells it. @throws 404 */
export async function tellStory(trx: PracticeTrx, searchId: string) {
  const landing = await getLanding(trx, searchId)
  const search = await getSearch(trx, searchId)
  const client = await getClient(trx, landing.clientId)
  const source = landing.opportunityId ? await findOpportunityOfSearch(trx, searchId, landing.opportunityId) : undefined
  const chain = source?.sourceContactId ? await findChain(trx, source.sourceContactId) : []
  const contactIds = chain.map((hop) => hop.contactId)
  const efforts = await readChainEffort(trx, await getSearchSpan(trx, search), contactIds)
  const effort = withoutContact(efforts.find((one) => one.contactId === null))
  const hops = chain.map(({ contactId, name }) => {
    const own = efforts.find((one) => one.contactId === contactId)
    return {
      contactId,
      name,
      effort: withoutContact(own),
      firstTouchedOn: own?.firstTouchedAt ? dayOf(own.firstTouchedAt, client.timeZone) : null,
    }
  })
  const clientFirstName = client.name.split(/\s+/)[0]!
  return { sentence: storySentence({ ...landing, clientFirstName, chain, effort }), hops, effort }
}

const withoutContact = (effort: Partial<typeof none> | undefined) => ({ ...none, ...effort })
