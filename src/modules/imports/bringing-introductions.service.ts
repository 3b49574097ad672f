import { AppError } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { introduce } from '../introductions/introductions.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { bringEach, filedOf, isKnown, rejected, type Verdict } from './bringing-things.service.ts'
import { findBecome, type NewRow } from './import-rows.repository.ts'
import type { CheckedOf } from './network-file.rules.ts'

/** Brings who introduced whom, of people and conversations that have come before. @returns what became of each */
export async function bringIntroductions(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'introductions'>[],
): Promise<NewRow[]> {
  const filed = filedOf(rows)
  const named = filed.flatMap((one) => [one.introducerContactId, one.introducedContactId])
  const people = await findBecome(trx, into, 'contacts', named)
  const interactions = await findBecome(trx, into, 'interactions', filed.flatMap(({ interactionId }) => interactionId ?? [])) // prettier-ignore
  return bringEach(trx, into, rows, async ({ interactionId, chosen, introducedOn, ...between }): Promise<Verdict> => {
    const introducer = people.get(between.introducerContactId)
    const introduced = people.get(between.introducedContactId)
    if (introducer === undefined || introduced === undefined) {
      return rejected('is about somebody who is not in this network')
    }
    // Whom a dry run would add has not been introduced by anybody yet.
    if (introducer === null || introduced === null) return { outcome: 'create' }
    if (introducer === introduced) return rejected('is of somebody by themselves')
    const said = interactions.get(interactionId ?? '')
    try {
      const { id } = await introduce(trx, {
        clientId: into.clientId,
        introducerContactId: introducer,
        introducedContactId: introduced,
        introducedOn,
        primary: chosen,
        ...(said && { interactionId: said }),
      })
      return { outcome: 'create', introduction_id: id }
    } catch (error) {
      if (error instanceof AppError && error.problem.code === 'introduction_exists') return isKnown
      throw error
    }
  })
}
