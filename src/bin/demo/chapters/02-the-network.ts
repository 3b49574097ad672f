import { unwrap } from '../../../../openapi/client.ts'
import type { Search } from '../api.ts'
import { inWords } from '../days.ts'
import type { Play } from '../play.ts'
import { client as maya, search as facts } from '../../../modules/sandbox-story/job.rules.ts'
import { type Name, names, person } from '../../../modules/sandbox-story/people.rules.ts'
import { factsOf } from '../../../modules/sandbox-story/story.rules.ts'
import type { Office } from './01-the-practice.ts'

/** The people around the client, and what she is looking for. */
export interface Network {
  contactIdOf: (name: Name) => string
  search: Search
}

export async function gatherNetwork({ calendar, stage, addressOf }: Play, { cadre, client }: Office): Promise<Network> {
  stage.chapter('A network')
  const ids = new Map<Name, string>()
  await stage.counting(`${names.length} people whom ${maya.name} knows, or will`, names.length, async (reach) => {
    for (const name of names) {
      const body = { name, ...factsOf(person(name)), ...(hasAddress(name) ? { email: addressOf(name) } : {}) }
      const contact = await unwrap(
        cadre.POST('/v1/clients/{id}/contacts', { params: { path: { id: client.id } }, body }),
      )
      ids.set(name, contact.id)
      reach(ids.size)
    }
  })
  const startedOn = calendar.day(facts.startedDaysAgo)
  const search = await stage.during(`On ${inWords(startedOn)}, a search begins: ${facts.title}`, () =>
    unwrap(
      cadre.POST('/v1/clients/{id}/searches', {
        params: { path: { id: client.id } },
        body: { title: facts.title, startedOn },
      }),
    ),
  )
  return { search, contactIdOf: (name) => ids.get(name)! }
}

const hasAddress = (name: Name) => person(name).email !== false
