import { createCadencesPlan } from '../../workers/processors/cadences-plan.processor.ts'
import type { TestApi } from './api.ts'

/** Makes the plans of follow-ups that stand in the outbox of a practice, without a queue. */
export async function workOffPlans({ container }: TestApi, practiceId: string): Promise<void> {
  await createCadencesPlan(container, { stopping: new AbortController().signal })({ practiceId })
}
