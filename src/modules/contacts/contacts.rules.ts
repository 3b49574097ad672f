import { normalizeAddress } from '../../infra/mail/address.ts'

/** Equal for spellings of one text that differ only in case or spacing. */
export const foldCase = (text: string): string =>
  text.normalize('NFC').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim()

/** Equal for spellings that differ in accents as well: how names and companies are sorted and compared. */
export const foldAccents = (text: string): string => foldCase(text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''))

/** Each tag once, however its case, in the order and spelling of its first mention. */
export function distinctTags(tags: readonly string[]): string[] {
  const byKey = new Map<string, string>()
  for (const tag of tags) {
    const key = foldCase(tag)
    if (!byKey.has(key)) byKey.set(key, tag)
  }
  return [...byKey.values()]
}

interface KeyedFields {
  name?: string
  company?: string | null
  email?: string | null
  tags?: string[]
  nextFollowUpOn?: string | null
}

/** What is written of a contact: its fields, tags once each, and the keys it is sorted, compared and found by. */
export function withKeys<Fields extends KeyedFields>({ nextFollowUpOn, ...fields }: Fields) {
  return {
    ...fields,
    // Chosen by hand; which day it becomes is for their cadence to say.
    ...(nextFollowUpOn !== undefined && { followUpChosenOn: nextFollowUpOn }),
    nameKey: folded<Fields['name']>(fields.name, foldAccents),
    companyKey: folded<Fields['company']>(fields.company, foldAccents),
    emailKey: folded<Fields['email']>(fields.email, (email) => normalizeAddress(email)!),
    tags: (fields.tags && distinctTags(fields.tags)) as Fields['tags'],
  }
}

/** Absent stays absent, and null null. */
const folded = <Text extends string | null | undefined>(text: Text, fold: (text: string) => string) =>
  (typeof text === 'string' ? fold(text) : text) as Text

/** Whether letters to a contact may have to be written or addressed in another way after these changes. */
export const isInLetters = (changes: Partial<Record<'name' | 'email' | 'phone' | 'company', unknown>>): boolean =>
  [changes.name, changes.email, changes.phone, changes.company].some((change) => change !== undefined)
