import { AppError } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { introduce } from '../introductions/introductions.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { findBecome, type NewRow, takenBack } from './import-rows.repository.ts'
import type { CheckedThing } from './network-file.rules.ts'
import type { FiledIntroduction } from './network-file.schemas.ts'

type Row = Extract<CheckedThing, { part: 'introductions' }>

/** Brings who introduced whom, of people and conversations that have come before. @returns what became of each */
export async function bringIntroductions(trx: PracticeTrx, into: Bringing, rows: Row[]): Promise<NewRow[]> {
  const introductions = rows.flatMap((row) => ('introduction' in row ? [row.introduction] : []))
  if (rows.length === 0) return []
  const ids = introductions.flatMap((one) => [one.introducerContactId, one.introducedContactId])
  const people = await findBecome(trx, into, 'contacts', [...new Set(ids)])
  const interactions = await findBecome(trx, into, 'interactions', introductions.flatMap(({ interactionId }) => interactionId ?? [])) // prettier-ignore
  const done: NewRow[] = []
  for (const row of rows) {
    const { number, part } = row
    const verdict =
      'reject' in row
        ? ({ outcome: 'reject', reason: row.reject } as const)
        : await bring(trx, into, row.introduction, { people, interactions })
    done.push({ number, part, ...verdict })
  }
  return done
}

type Verdict = Pick<NewRow, 'outcome' | 'reason' | 'introduction_id'>

async function bring(
  trx: PracticeTrx,
  { clientId, dryRun }: Bringing,
  { introducerContactId, introducedContactId, introducedOn, interactionId, chosen }: FiledIntroduction,
  { people, interactions }: Record<'people' | 'interactions', Map<string, string | null>>,
): Promise<Verdict> {
  const [introducer, introduced] = [people.get(introducerContactId), people.get(introducedContactId)]
  if (introducer === undefined || introduced === undefined) {
    return { outcome: 'reject', reason: 'is about somebody who is not in this network' }
  }
  // Whom a dry run would add has not been introduced by anybody yet.
  if (introducer === null || introduced === null) return { outcome: 'create' }
  if (introducer === introduced) return { outcome: 'reject', reason: 'is of somebody by themselves' }
  const between = { introducerContactId: introducer, introducedContactId: introduced, introducedOn, primary: chosen }
  const said = interactions.get(interactionId ?? '') ?? undefined
  const attempt = () => introduce(trx, { ...between, clientId, ...(said ? { interactionId: said } : {}) })
  try {
    if (!dryRun) return { outcome: 'create', introduction_id: (await attempt()).id }
    await takenBack(trx, attempt)
    return { outcome: 'create' }
  } catch (error) {
    // Refused before anything was written.
    if (!(error instanceof AppError)) throw error
    if (error.problem.code === 'introduction_exists') return { outcome: 'duplicate', reason: 'is known already' }
    return { outcome: 'reject', reason: error.message }
  }
}
