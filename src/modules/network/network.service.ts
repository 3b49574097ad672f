import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { listIntroductions, listLandings, listPeople } from './network.repository.ts'
import { chainTo, chooseConnected } from './network.rules.ts'
import { drawNetwork, type Scheme } from './picture.rules.ts'

const most = { asked: 5000, nodes: 1000, drawn: 300 }

/** The people a client knows, who introduced whom, and the paths to their landings. @throws 404 */
export async function getNetwork(trx: PracticeTrx, clientId: string, limit = most.nodes) {
  await getClient(trx, clientId)
  const landings = await listLandings(trx, clientId)
  const people = await listPeople(trx, clientId, most.asked)
  const sources = landings.flatMap(({ sourceContactId }) => sourceContactId ?? [])
  const nodes = chooseConnected(people, limit, sources)
  const shown = new Map(nodes.map((person) => [person.contactId, person]))
  return {
    clientId,
    total: people[0]?.total ?? 0,
    nodes,
    edges: await listIntroductions(trx, clientId, [...shown.keys()]),
    landings: landings.map((landing) => ({ ...landing, path: chainTo(shown, landing.sourceContactId) })),
  }
}

/**
 * The network as a picture to be shown to the client.
 *
 * @returns SVG, the same for the same network
 * @throws 404, 422 for a search that did not land
 */
export async function getNetworkPicture(
  trx: PracticeTrx,
  clientId: string,
  {
    limit = most.drawn,
    searchId,
    scheme,
  }: { limit?: number | undefined; searchId?: string | undefined; scheme: Scheme },
): Promise<string> {
  const { name } = await getClient(trx, clientId)
  const { nodes, landings, total } = await getNetwork(trx, clientId, limit)
  const landing = searchId ? landings.find((one) => one.searchId === searchId) : landings[0]
  if (searchId && !landing) throw invalidField('?searchId', 'must be a search of this client that landed')
  return drawNetwork({ clientName: name, people: nodes, total, landing, scheme })
}
