import { isDeepStrictEqual } from 'node:util'
import type { ContactToMerge } from '../contacts/contacts.repository.ts'
import { distinctTags } from '../contacts/contacts.rules.ts'

/** What is written of a contact by people, as far as a merge has a say in it. */
export type MergedFields = Pick<
  ContactToMerge,
  | 'email' | 'phone' | 'company' | 'title' | 'profileUrl' | 'location' | 'timeZone' | 'tier' | 'tags'
  | 'preferredChannel' | 'howMet' | 'notes' | 'thingsToRemember' | 'doNotContact'
  | 'cadenceStatus' | 'cadenceSteps' | 'cadenceSetOn' | 'followUpChosenOn' | 'followUpChosenAfter'
> // prettier-ignore

const firstSaid = [
  'email', 'phone', 'company', 'title', 'profileUrl', 'location', 'timeZone', 'preferredChannel', 'howMet',
] as const // prettier-ignore
const tiers = ['inner', 'active', 'extended'] as const

/** Every field that changes, as it was and as it is. */
export type FieldChanges = Partial<Record<keyof MergedFields, { before: unknown; after: unknown }>>

/**
 * What the survivor of a merge gets from the others: what it lacks, from the first who has it; all tags; all notes, one
 * below the other; the closest tier, the first cadence of their own, the earliest day chosen by hand. Whoever asked to be left alone is left alone.
 */
export function mergeFields(survivor: MergedFields, others: readonly MergedFields[]): FieldChanges {
  const all = [survivor, ...others]
  const filled = firstSaid.map((field) => [field, all.map((one) => one[field]).find((value) => value !== null) ?? null])
  const merged: Partial<MergedFields> = {
    ...(Object.fromEntries(filled) as Partial<MergedFields>),
    tags: distinctTags(all.flatMap(({ tags }) => tags)),
    notes: oneBelowTheOther(all.map(({ notes }) => notes)),
    thingsToRemember: oneBelowTheOther(all.map(({ thingsToRemember }) => thingsToRemember)),
    tier: tiers.find((tier) => all.some((one) => one.tier === tier))!,
    doNotContact: all.some(({ doNotContact }) => doNotContact),
    ...ownCadence(all),
    ...chosenDay(all),
  }
  const changed = (Object.keys(merged) as (keyof MergedFields)[]).filter(
    (field) => !isDeepStrictEqual(merged[field], survivor[field]),
  )
  return Object.fromEntries(changed.map((field) => [field, { before: survivor[field], after: merged[field] }]))
}

function ownCadence(all: readonly MergedFields[]) {
  const { cadenceStatus, cadenceSteps, cadenceSetOn } = all.find((one) => one.cadenceStatus !== null) ?? all[0]!
  return { cadenceStatus, cadenceSteps, cadenceSetOn }
}

function chosenDay(all: readonly MergedFields[]) {
  const chosen = all.filter(({ followUpChosenOn }) => followUpChosenOn !== null)
  const earliest = chosen.toSorted((a, b) => (a.followUpChosenOn! < b.followUpChosenOn! ? -1 : 1))[0] ?? all[0]!
  return { followUpChosenOn: earliest.followUpChosenOn, followUpChosenAfter: earliest.followUpChosenAfter }
}

const limits = { notes: 10_000, thingsToRemember: 2000, tags: 50 } as const

/** What has become too long to be edited again, in words. */
export function findExcess(changes: FieldChanges): string | undefined {
  for (const [field, limit] of Object.entries(limits)) {
    const { length } = (changes[field as keyof typeof limits]?.after ?? '') as string | string[]
    if (length > limit)
      return `Together they have ${field} of ${length}, and ${limit} is the limit. Shorten them first.`
  }
  return undefined
}

/**
 * What a contact goes back to when its merge is undone. What somebody has edited since stays as they left it, but for
 * the tags that came with the merge.
 */
export function unmergeFields(current: MergedFields, changes: FieldChanges): Partial<MergedFields> {
  const back = Object.entries(changes).flatMap(([field, { before, after }]) => {
    const now = current[field as keyof MergedFields]
    if (isDeepStrictEqual(now, after)) return [[field, before]]
    if (field !== 'tags') return []
    const [had, got] = [before as string[], after as string[]]
    return [[field, current.tags.filter((tag) => had.includes(tag) || !got.includes(tag))]]
  })
  return Object.fromEntries(back) as Partial<MergedFields>
}

function oneBelowTheOther(texts: (string | null)[]): string | null {
  const said = new Set(texts.filter((text) => text !== null))
  return said.size === 0 ? null : [...said].join('\n\n')
}
