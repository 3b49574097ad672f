/**
 * Makes many small writes few transactions: what comes in while one is under way goes together into the next.
 *
 * @param write writes a group in one transaction and returns one result per entry, in order
 * @returns adds an entry; resolves once it is committed. When a group fails each of its entries is written alone, so
 *   that one that cannot be written does not keep the others from being
 */
export function createGroupCommit<Entry, Result>(
  write: (entries: Entry[]) => Promise<Result[]>,
): (entry: Entry) => Promise<Result> {
  type Waiting = { entry: Entry } & PromiseWithResolvers<Result>
  let waiting: Waiting[] = []
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await settle(group)
    }
    writing = false
  }

  async function settle(group: Waiting[]): Promise<void> {
    try {
      const results = await write(group.map(({ entry }) => entry))
      group.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error)
      for (const one of group) await settle([one])
    }
  }

  return (entry) => {
    const added: Waiting = { entry, ...Promise.withResolvers<Result>() }
    waiting.push(added)
    if (!writing) void writeAll()
    return added.promise
  }
}
