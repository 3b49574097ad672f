import { sendMessages } from './modules/messages/messages.jobs.ts'

/** Every kind of job; `workers/handlers.ts` has one processor for each, by type. */
export const jobs = [sendMessages.transactional, sendMessages.bulk] as const

export type AnyJob = (typeof jobs)[number]
export type JobName = AnyJob['name']
