import type { ContactFields } from '../contacts/bulk.rules.ts'
import { isSame } from './judging.rules.ts'

export interface Restoration {
  /** What is to be as it was. */
  changes: ContactFields
  /** Fields that somebody has changed since, and that stay. */
  kept: string[]
}

/** What of an update can be taken back, by what it changed and what there is now. */
export function judgeRestoration(of: { before: ContactFields; after: ContactFields; now: ContactFields }): Restoration {
  const fields = Object.keys(of.after) as (keyof ContactFields)[]
  const kept = fields.filter((field) => !isSame(of.now[field], of.after[field]))
  const changes = Object.fromEntries(
    fields.filter((field) => !kept.includes(field)).map((field) => [field, of.before[field]]),
  ) as ContactFields
  return { changes, kept }
}
