import { createThreadPool, type ThreadFailure, type ThreadResult } from '../../infra/threads/thread-pool.ts'
import type { TemplateWork, TemplateWorkDone } from './template-work.rules.ts'

/*
 * Practices' own templates are read and rendered in threads, so that none of them can hold up a request or a worker.
 * The pools belong to the process, as its event loop does: they hold nothing, open nothing, and begin when first used.
 * What is tried out has a pool of its own, so that it never keeps a letter waiting.
 */
const entry = new URL('./templates.thread.ts', import.meta.url)
/** A letter takes about a millisecond, the first that a thread writes some fifty. */
const limits = { timeLimitMs: 200, memoryMb: 48 }

export const letters = createThreadPool<TemplateWork, TemplateWorkDone>(entry, { ...limits, threads: 2, mostWaiting: 100_000 }) // prettier-ignore
export const trials = createThreadPool<TemplateWork, TemplateWorkDone>(entry, { ...limits, threads: 1, mostWaiting: 20 }) // prettier-ignore

/** Why nothing came of it, for the person who wrote the template. */
export const failureWords: Readonly<Record<ThreadFailure, string>> = {
  out_of_time: `It takes longer than ${limits.timeLimitMs} milliseconds to write a letter with it. Make it simpler: fewer loops in each other.`,
  out_of_memory: 'A letter written with it takes more memory than there is for one. Make it simpler.',
  crashed: 'It could not be read.',
  busy: 'Too many templates are being tried at the moment.',
}

/** What came of it as one value, or why nothing did. */
export const outcomeOf = (result: ThreadResult<TemplateWorkDone>): TemplateWorkDone | { failure: ThreadFailure } =>
  'failure' in result ? result : result.value
