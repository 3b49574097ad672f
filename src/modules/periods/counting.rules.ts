import type { Interactions } from '../../infra/db/database.ts'
import type { Target } from './asking.rules.ts'

/** Who was there. New: the client first did something with them in this period, ever or in the commitment's search. */
export interface Attendee {
  contactId: string
  newEver: boolean
  newInSearch: boolean
}

/** An interaction of a period, as far as targets ask. */
export interface CountedInteraction {
  type: Interactions['type']
  direction: Interactions['direction']
  minutes: number | null
  people: Attendee[]
}

/** What happened in a period. */
export interface PeriodFacts {
  interactions: CountedInteraction[]
  /** How many per cent of the people of a landing have been told, or need not be. */
  coverage: number
}

/** How far one target has been met. */
export function achieved(target: Target, { interactions, coverage }: PeriodFacts): number {
  if (target.measure === 'coverage') return coverage
  const counted = interactions.filter((interaction) => counts(target, interaction))
  if (target.measure === 'interactions') return counted.length
  if (target.measure === 'minutes') return counted.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0)
  return new Set(counted.flatMap(({ people }) => people.filter(isSought(target)).map(({ contactId }) => contactId)))
    .size
}

const counts = (target: Target, { type, direction, minutes, people }: CountedInteraction): boolean =>
  (!target.types || target.types.includes(type)) &&
  (!target.direction || target.direction === direction) &&
  (!target.minMinutes || (minutes ?? 0) >= target.minMinutes) &&
  (!target.newPeople || people.some(isSought(target)))

const isSought =
  ({ newPeople }: Target) =>
  (person: Attendee): boolean =>
    newPeople === undefined || (newPeople === 'ever' ? person.newEver : person.newInSearch)
