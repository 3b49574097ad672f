import type { Selectable } from 'kysely'
import type { FieldError } from '../../errors.ts'
import type { Commitments } from '../../infra/db/database.ts'
import type { Target } from '../periods/asking.rules.ts'

export type CommitmentStatus = Selectable<Commitments>['status']

/** What a commitment may become. */
export const commitmentTransitions: Record<CommitmentStatus, readonly CommitmentStatus[]> = {
  proposed: ['active', 'ended'],
  active: ['paused', 'ended'],
  paused: ['active', 'ended'],
  ended: [],
}

/** From where a status can be reached. */
export const comesFrom = (to: CommitmentStatus): CommitmentStatus[] =>
  (Object.keys(commitmentTransitions) as CommitmentStatus[]).filter((from) => commitmentTransitions[from].includes(to))

/**
 * Whether these targets ask nothing less than those, and something more. Only what can be compared counts: the same
 * measures with the same filters. Anything else is another commitment, which no period that runs was begun under.
 */
export function isTighter(after: Target[], before: Target[]): boolean {
  const wanted = new Map(before.map((target) => [kindOf(target), target.target]))
  const asked = new Map(after.map((target) => [kindOf(target), target.target]))
  const asksNoLess = [...wanted].every(([kind, target]) => (asked.get(kind) ?? 0) >= target)
  return asksNoLess && [...asked].some(([kind, target]) => target > (wanted.get(kind) ?? 0))
}

const kindOf = ({ measure, types, direction, newPeople, minMinutes }: Target) =>
  JSON.stringify([measure, types?.toSorted(), direction, newPeople, minMinutes])

/** A commitment as it would be written. */
interface CommitmentDraft {
  clientId: string
  targets: Target[]
  startsOn: string
  endsOn?: string | null | undefined
  searchId?: string | null | undefined
}

/**
 * Everything wrong with a draft, each with a pointer that begins with `at`.
 *
 * @param searches those that drafts name and that there are
 */
export function findMistakes(
  { clientId, targets, startsOn, endsOn, searchId }: CommitmentDraft,
  searches: { id: string; clientId: string; status: string }[],
  at: string,
): FieldError[] {
  const mistakes: FieldError[] = []
  const mistake = (pointer: string, detail: string) => mistakes.push({ pointer: `${at}${pointer}`, detail })
  if (endsOn && endsOn < startsOn) mistake('/endsOn', 'must not lie before it starts')
  if (searchId) {
    const search = searches.find((one) => one.id === searchId && one.clientId === clientId)
    if (!search) mistake('/searchId', 'must be a search of this client')
    else if (search.status !== 'active')
      mistake('/searchId', `must be a search that goes on; this one is ${search.status}`)
  }
  targets.forEach(({ newPeople }, index) => {
    if (newPeople === 'this_search' && !searchId) {
      mistake(`/targets/${index}/newPeople`, 'needs a commitment with a searchId')
    }
  })
  return mistakes
}
