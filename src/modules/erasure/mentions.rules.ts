/** What somebody is known by. */
interface Known {
  id: string
  name: string
  email: string | null
  phone: string | null
  profileUrl: string | null
}

/**
 * A regular expression of PostgreSQL for whatever a text may call these people by: addresses, numbers and whole names.
 * A name of one word could be any word, and is not among them. Within JSON, text stands escaped: both are found.
 */
export function mentionOf(people: readonly Known[]): string {
  const terms = people.flatMap(({ name, email, phone, profileUrl }) => [
    ...(/\S\s+\S/.test(name) ? [name] : []),
    ...[email, phone, profileUrl].filter((one) => one !== null && one.length > 5),
  ])
  const written = terms.flatMap((term) => [term, JSON.stringify(term).slice(1, -1)])
  const anyOf = [...new Set(written)].map((term) => escape(term!).replaceAll(/\s+/g, '\\s+'))
  // Nobody is called by nothing.
  return anyOf.length > 0 ? `(?<!\\w)(?:${anyOf.join('|')})(?!\\w)` : '(?!)'
}

/** As `mentionOf`, for texts that name people by their ids. */
export const mentionOrIdOf = (people: readonly Known[]): string =>
  [mentionOf(people), ...people.map(({ id }) => id)].join('|')

const escape = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
