import { ask } from '../../infra/db/question.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { contactsOfClient } from './contacts.service.ts'
import { listToStartWith } from './starting-points.service.ts'

/** Somebody, as one tells them from others in a short list. */
export interface Choosable {
  id: string
  name: string
  company?: string | null
}

const shown = 8

/** A few people to choose from: those whom words find, however they are misspelt, or else whom to begin with. @throws 404 */
export async function listToChooseFrom(
  trx: PracticeTrx,
  clientId: string,
  words: string | undefined,
): Promise<Choosable[]> {
  if (!words) return listToStartWith(trx, clientId, shown)
  const filters = { q: words.slice(0, 200), sort: 'name' as const }
  const { data } = await ask(trx, contactsOfClient(clientId, filters, { limit: shown, after: undefined }))
  return data.map((json) => JSON.parse(json) as Choosable)
}
