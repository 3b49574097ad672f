/** Somebody introduced the client to somebody. */
export interface Edge {
  introducerContactId: string
  introducedContactId: string
}

/**
 * The shortest way from one contact to another along introductions: who introduced whom who introduced … the last.
 * An introduction of A to B closes a circle exactly when there is a way from B to A.
 *
 * @returns the contacts on the way, both ends included; undefined when there is none
 */
export function findPath(edges: readonly Edge[], from: string, to: string): string[] | undefined {
  const introducedBy = Map.groupBy(edges, (edge) => edge.introducerContactId)
  const cameFrom = new Map<string, string | undefined>([[from, undefined]])
  // A Map is walked in the order of insertion, what is added on the way included: breadth first.
  for (const [contact] of cameFrom) {
    if (contact === to) return walkBack(cameFrom, to)
    for (const { introducedContactId: next } of introducedBy.get(contact) ?? []) {
      if (!cameFrom.has(next)) cameFrom.set(next, contact)
    }
  }
  return undefined
}

function walkBack(cameFrom: Map<string, string | undefined>, to: string): string[] {
  const path: string[] = []
  for (let contact: string | undefined = to; contact !== undefined; contact = cameFrom.get(contact))
    path.unshift(contact)
  return path
}

/** A circle in words, for whoever tried to close it: "Ben introduced Cleo, who introduced Ana." */
export function describePath([first = '', ...rest]: readonly string[]): string {
  return `${first} introduced ${rest.join(', who introduced ')}.`
}
