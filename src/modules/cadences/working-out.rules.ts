import { cadenceOf, type Policies } from './cadence.rules.ts'
import type { ContactFacts } from './cadence-facts.repository.ts'
import { followUpOf } from './follow-up.rules.ts'
import type { Derived } from './plan.repository.ts'
import type { Waiting } from './planning.rules.ts'

const nothing = {
  since: null, step: null, everyDays: null, coolingOn: null, dormantOn: null, idealOn: null, latestOn: null, plannedOn: null,
} // prettier-ignore

/** What is worked out of a contact's cadence: all but the day, and what that has to be found by, where there is to be one. */
export interface WorkedOut {
  row: Derived
  waiting?: Waiting
}

/** Works out of what is known of a contact when they should hear from the client again. */
export function workOut(facts: ContactFacts, policies: Policies): WorkedOut {
  const { id, tier, onChain, plannedOn } = facts
  const own = facts.cadenceStatus && { status: facts.cadenceStatus, stepsDays: facts.cadenceSteps }
  const { status, stepsDays } = cadenceOf({ ...facts, own }, policies)
  if (status === 'off') return { row: { id, ...nothing } }
  const followUp = followUpOf(historyOf(facts), stepsDays)
  const { since, step, everyDays, coolingOn, dormantOn } = followUp
  const row = { ...nothing, id, since, step, everyDays, coolingOn, dormantOn }
  if (status === 'paused') return { row }
  const { idealOn, latestOn } = followUp
  return {
    row: { ...row, idealOn, latestOn },
    waiting: { ...followUp, id, tier, onChain, plannedOn },
  }
}

const historyOf = (facts: ContactFacts) => ({
  addedOn: facts.addedOn,
  spokenOn: facts.spokenOn,
  news: facts.newsOn ? { on: facts.newsOn, soon: facts.onChain || facts.tier === 'inner' } : null,
  setOn: facts.cadenceSetOn,
  chosen: facts.chosenOn ? { on: facts.chosenOn, after: facts.chosenAfter } : null,
})

const derivedColumns = Object.keys(nothing) as (keyof typeof nothing)[]

/** Of many who were worked out anew, few are other than they were. */
export const isOther = (row: Derived, was: ContactFacts): boolean => derivedColumns.some((column) => row[column] !== was[column]) // prettier-ignore
