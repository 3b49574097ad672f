import { AsyncLocalStorage } from 'node:async_hooks'

/** What is being done: named when it brings the process down. Ids and kinds only. */
type Doing = Record<string, string>

const storage = new AsyncLocalStorage<Doing>()

/** Runs work, and whatever it starts, under a name that a crash in it is logged with. */
export const whileDoing = <T>(doing: Doing, work: () => T): T => storage.run(doing, work)

/** What was being done where this is called. */
export const currentlyDoing = (): Doing | undefined => storage.getStore()
