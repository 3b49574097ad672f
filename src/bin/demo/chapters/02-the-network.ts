import { unwrap } from '../../../../openapi/client.ts'
import type { Search } from '../api.ts'
import { contactsByName, importAddressBook, mergeLikeliest } from '../address-book.ts'
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
  const brought = names.length + 1
  await stage.counting(`The address book that LinkedIn hands out, imported: ${brought} people`, brought, (reach) =>
    importAddressBook(cadre, client.id, reach),
  )
  await stage.during(
    'Somebody may be there twice',
    () => mergeLikeliest(cadre, client.id, names),
    ({ stays, goes }) => `${goes} is ${stays}, who changed accounts: the two become one`,
  )
  const ids = await contactsByName(cadre, client.id)
  await stage.counting(`What ${maya.name} knows of each besides`, names.length, async (reach) => {
    for (const [index, name] of names.entries()) {
      const body = { ...factsOf(person(name)), ...(hasAddress(name) ? { email: addressOf(name) } : {}) }
      await unwrap(cadre.PATCH('/v1/contacts/{id}', { params: { path: { id: ids.get(name)! } }, body }))
      reach(index + 1)
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
