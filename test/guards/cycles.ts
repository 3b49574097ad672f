/** One cycle through each node where a walk along `edges` comes back to a node it is still on; first node repeated last. */
export function findCycles(edges: (readonly [from: string, to: string])[]): string[][] {
  const targets = Map.groupBy(edges, ([from]) => from)
  const done = new Set<string>()
  const cycles: string[][] = []

  const walk = (node: string, trail: string[]) => {
    if (trail.includes(node)) {
      cycles.push([...trail.slice(trail.indexOf(node)), node])
      return
    }
    if (done.has(node)) return
    for (const [, to] of targets.get(node) ?? []) walk(to, [...trail, node])
    done.add(node)
  }
  for (const node of targets.keys()) walk(node, [])
  return cycles
}
