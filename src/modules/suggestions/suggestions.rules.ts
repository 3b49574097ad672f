/** Somebody who has helped before, and with what. */
export interface KnownPerson {
  contactId: string
  name: string
  company: string | null
  title: string | null
  tier: 'inner' | 'active' | 'extended'
  lastInteractionAt: Date | null
  /** Of the latest job that came through them, or through whom they introduced. */
  ledToCompany: string | null
  jobs: number
  introductions: number
  adviceGiven: number
  latestAdvice: string | null
}

export interface Suggestion {
  contactId: string
  name: string
  company: string | null
  title: string | null
  because: 'chain' | 'introducer' | 'adviser'
  reason: string
  lastInteractionAt: Date | null
}

const order = ['chain', 'introducer', 'adviser'] as const
const tiers = ['inner', 'active', 'extended'] as const
const mostSuggested = 20

/** Whom to call first: those through whom a job came, then who introduced the client to others, then who advised. */
export function suggest(people: readonly KnownPerson[]): Suggestion[] {
  return people
    .map((person) => ({ person, because: becauseOf(person) }))
    .toSorted((a, b) => order.indexOf(a.because) - order.indexOf(b.because) || compare(a.person, b.person))
    .slice(0, mostSuggested)
    .map(({ person, because }) => ({
      contactId: person.contactId,
      name: person.name,
      company: person.company,
      title: person.title,
      because,
      reason: reasonOf(person),
      lastInteractionAt: person.lastInteractionAt,
    }))
}

const becauseOf = ({ jobs, introductions }: KnownPerson): Suggestion['because'] =>
  jobs > 0 ? 'chain' : introductions > 0 ? 'introducer' : 'adviser'

/** Who did more comes first, then who is closer, then who was spoken with last. */
function compare(a: KnownPerson, b: KnownPerson): number {
  return (
    b.jobs - a.jobs ||
    b.introductions - a.introductions ||
    b.adviceGiven - a.adviceGiven ||
    tiers.indexOf(a.tier) - tiers.indexOf(b.tier) ||
    (b.lastInteractionAt?.getTime() ?? 0) - (a.lastInteractionAt?.getTime() ?? 0) ||
    (a.contactId < b.contactId ? -1 : 1)
  )
}

function reasonOf({ ledToCompany, introductions, adviceGiven, latestAdvice }: KnownPerson): string {
  const people = introductions === 1 ? 'one person' : `${introductions} people`
  if (ledToCompany !== null)
    return `The job at ${ledToCompany} came through them${introductions > 0 ? `; they introduced you to ${people}` : ''}.`
  if (introductions > 0) return `They introduced you to ${people}.`
  return adviceGiven === 1
    ? `They advised you: “${latestAdvice}”.`
    : `They advised you ${adviceGiven} times, at last: “${latestAdvice}”.`
}
