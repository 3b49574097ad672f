import type { PracticeTrx } from '../../infra/db/scope.ts'
import { createContact } from '../contacts/contacts.service.ts'
import type { StoryCalendar } from './calendar.rules.ts'
import { type Acquaintance, addressOf, factsOf } from './story.rules.ts'

/** Makes a client's contacts. @returns their ids, by their names */
export async function meetPeople(
  trx: PracticeTrx,
  clientId: string,
  people: Record<string, Acquaintance>,
  calendar: StoryCalendar,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [name, person] of Object.entries(people)) {
    const { id } = await createContact(trx, clientId, {
      tier: 'extended',
      tags: [],
      doNotContact: false,
      ...factsOf(person),
      name,
      ...(person.email === false ? {} : { email: addressOf(name, 'people.example') }),
      ...(person.followUpInDays === undefined ? {} : { nextFollowUpOn: calendar.day(-person.followUpInDays) }),
    })
    ids.set(name, id)
  }
  return ids
}
