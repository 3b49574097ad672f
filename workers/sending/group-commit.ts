export interface GroupCommit<Entry, Result> {
  /** Resolves once the entry is committed. */
  add(entry: Entry): Promise<Result>
  /** Has what is being gathered written now. */
  flush(): void
}

/**
 * Makes many small writes few transactions: what comes in while one is under way goes together into the next. When a
 * group fails each of its entries is written alone, so that one that cannot be written does not keep the others from being.
 *
 * @param write writes a group in one transaction and returns one result per entry, in order
 * @param gather waits for so many entries, but not longer than so many milliseconds; default: for none
 */
export function createGroupCommit<Entry, Result>(
  write: (entries: Entry[]) => Promise<Result[]>,
  { most, withinMs }: { most: number; withinMs: number } = { most: 1, withinMs: 0 },
): GroupCommit<Entry, Result> {
  type Waiting = { entry: Entry } & PromiseWithResolvers<Result>
  let waiting: Waiting[] = []
  let writing = false
  let enough = Promise.withResolvers<void>()

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      if (waiting.length < most) await gather()
      const group = waiting
      waiting = []
      enough = Promise.withResolvers()
      await settle(group)
    }
    writing = false
  }

  async function gather(): Promise<void> {
    const timer = setTimeout(enough.resolve, withinMs)
    await enough.promise
    clearTimeout(timer)
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

  return {
    add(entry) {
      const added: Waiting = { entry, ...Promise.withResolvers<Result>() }
      waiting.push(added)
      if (waiting.length >= most) enough.resolve()
      if (!writing) void writeAll()
      return added.promise
    },
    flush: () => enough.resolve(),
  }
}
