import type { PracticeTrx } from '../../infra/db/scope.ts'
import { currentPolicy } from '../enforcement-policy/policy.service.ts'

/** What a practice's policy says about judging. */
export interface JudgingTerms {
  /** How long after the end of a period something may still be logged before it is judged. */
  graceHours: number
  /** How long after its end what is logged late still changes the verdict. */
  lateWindowDays: number
  /** How far ahead clients declare breaks by themselves. */
  breakNoticeDays: number
  /** Days of the clients' calendars on which nothing is expected of anybody. */
  holidays: string[]
}

/** The terms by which periods that begin now will be judged. */
export const judgingTerms = async (trx: PracticeTrx): Promise<JudgingTerms> => (await currentPolicy(trx)).policy
