import { AppError } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { takenBack } from './attempts.repository.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { findBrought, type NewRow } from './import-rows.repository.ts'
import type { ThingPart } from './network-file.rules.ts'

/** What becomes of a thing of the file. */
export type Verdict = Omit<NewRow, 'number' | 'part' | 'source_id'>

type Row<Filed> = { number: number; part: ThingPart } & ({ filed: Filed } | { reject: string })

export const isKnown = { outcome: 'duplicate', reason: 'is known already' } as const
export const rejected = (reason: string): Verdict => ({ outcome: 'reject', reason })

/** What the rows say that can be read. */
export const filedOf = <Filed>(rows: Row<Filed>[]): Filed[] =>
  rows.flatMap((row) => ('filed' in row ? [row.filed] : []))

/**
 * Brings things one after the other, each by the rules of the API: what those refuse, before anything of it is written,
 * is not taken. Of a dry run nothing stays.
 *
 * @returns what became of each
 */
export async function bringEach<Filed extends object>(
  trx: PracticeTrx,
  { dryRun }: Bringing,
  rows: Row<Filed>[],
  bring: (filed: Filed) => Promise<Verdict>,
): Promise<NewRow[]> {
  const done: NewRow[] = []
  for (const row of rows) {
    const { number, part } = row
    if ('reject' in row) {
      done.push({ number, part, ...rejected(row.reject) })
      continue
    }
    const attempt = () => bring(row.filed)
    const verdict = await (dryRun ? takenBack(trx, attempt).then(withoutSubject) : attempt()).catch(refusalOf)
    const id = 'id' in row.filed && typeof row.filed.id === 'string' ? { source_id: row.filed.id } : {}
    done.push({ number, part, ...id, ...verdict })
  }
  return done
}

/** What a dry run has made is gone again. */
const withoutSubject = (verdict: Verdict): Verdict =>
  verdict.outcome === 'create' ? { outcome: verdict.outcome } : verdict

function refusalOf(error: unknown): Verdict {
  if (!(error instanceof AppError)) throw error
  const mistakes = error.errors?.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`)
  return rejected(mistakes?.join('; ').slice(0, 500) ?? error.message)
}

/** Chooses among things that are like one of the file: of several that are alike, as many stay as there are. */
export type Chooser = <Thing extends { id: string }>(alike: Thing[]) => Promise<Thing | undefined>

/** @returns what chooses the first that this import has not spoken of, and is told of those it brings */
export function chooserOf(trx: PracticeTrx, into: Bringing, subject: Parameters<typeof findBrought>[2]) {
  const spokenOf = new Set<string>()
  const choose: Chooser = async (alike) => {
    const ids = alike.map(({ id }) => id)
    const brought = ids.length > 0 ? await findBrought(trx, into, subject, ids) : spokenOf
    const chosen = alike.find(({ id }) => !brought.has(id) && !spokenOf.has(id))
    if (chosen) spokenOf.add(chosen.id)
    return chosen
  }
  return { choose, brought: <Thing extends { id: string }>(thing: Thing) => (spokenOf.add(thing.id), thing) }
}
