import { foldAccents, foldCase } from '../contacts/contacts.rules.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import type { ContactFields } from '../contacts/bulk.rules.ts'

/** Somebody a row may be about: a contact, or whom an earlier row of a dry run would have created. */
export interface Person {
  /** Null in a dry run, of whom it would create. */
  contactId: string | null
  /** The row of this file that was about them already. */
  row: number | undefined
  emailKey: string | null
  nameKey: string
  companyKey: string | null
  fields: ContactFields
  /** The day that their next follow-up is planned on; exports say it, so it is no news. */
  plannedOn?: string | null
}

/** A row whose every value was checked, or why it is not taken. */
export type CheckedRow = { number: number; sourceId?: string } & ({ fields: ContactFields } | { reject: string })

export type Verdict = { number: number } & (
  | { outcome: 'create'; fields: ContactFields; person: Person }
  | { outcome: 'update'; before: ContactFields; after: ContactFields; person: Person }
  | { outcome: 'duplicate'; reason: string; person: Person }
  | { outcome: 'reject'; reason: string }
)

/** Addresses of people whom no file brings back. */
export interface Unwelcome {
  /** Whose data was erased: whatever a row says of them is not taken. */
  erased: ReadonlySet<string>
  /** Who asked not to be written to. Those who are there stay, and may be changed. */
  unwilling: ReadonlySet<string>
  /** Those who are part of another contact by now: a file that still has them says nothing new. */
  merged: readonly MergedPerson[]
}

interface MergedPerson {
  survivorId: string
  survivorName: string
  emailKey: string | null
  nameKey: string | null
  companyKey: string | null
}

/** How the person of a row is recognised. */
export function keysOf({ email, name, company }: ContactFields) {
  return {
    emailKey: email ? (normalizeAddress(email) ?? null) : null,
    nameKey: name ? foldAccents(name) : null,
    companyKey: company ? foldAccents(company) : null,
  }
}

/**
 * Judges rows in their order: by the address, else by exactly the same name and company, as long as that does not make
 * one of two addresses. Of several rows about one person the first counts.
 *
 * @param people everybody whom these rows may be about; grows by those whom they create
 */
export function judge(rows: CheckedRow[], people: Person[], unwelcome: Unwelcome): Verdict[] {
  const byEmail = new Map<string, Person>()
  const byName = new Map<string, Person[]>()
  const know = (person: Person) => {
    if (person.emailKey) byEmail.set(person.emailKey, person)
    const key = nameAndCompany(person)
    byName.set(key, [...(byName.get(key) ?? []), person])
  }
  for (const person of people) know(person)

  return rows.map((row): Verdict => {
    const { number } = row
    if ('reject' in row) return { number, outcome: 'reject', reason: row.reject }
    const { fields } = row
    const { emailKey, nameKey, companyKey } = keysOf(fields)
    if (emailKey && unwelcome.erased.has(emailKey)) return { number, outcome: 'reject', reason: wasErased }
    if (emailKey && unwelcome.unwilling.has(emailKey) && !byEmail.has(emailKey)) {
      return { number, outcome: 'reject', reason: isUnwilling }
    }
    const namesakes = nameKey ? (byName.get(nameAndCompany({ nameKey, companyKey })) ?? []) : []
    const isOther = (person: Person) => emailKey !== null && person.emailKey !== null && person.emailKey !== emailKey
    const person = (emailKey && byEmail.get(emailKey)) || namesakes.find((one) => !isOther(one))
    const merged = person ? undefined : unwelcome.merged.find(isOne({ emailKey, nameKey, companyKey }))
    if (merged) {
      const { survivorId: contactId, survivorName } = merged
      const survivor = { contactId, row: number, emailKey, nameKey: nameKey ?? '', companyKey, fields: {} }
      return {
        number,
        outcome: 'duplicate',
        reason: `is part of ${survivorName}, with whom they were merged`,
        person: survivor,
      }
    }
    if (!person) {
      if (!nameKey) return { number, outcome: 'reject', reason: 'name: is required' }
      const created = { contactId: null, row: number, emailKey, nameKey, companyKey, fields }
      know(created)
      return { number, outcome: 'create', fields, person: created }
    }
    if (person.row !== undefined) {
      return { number, outcome: 'duplicate', reason: `is about the same person as row ${person.row}`, person }
    }
    person.row = number
    const { before, after } = changesOf(person, fields)
    if (Object.keys(after).length === 0) return { number, outcome: 'duplicate', reason: 'is known already', person }
    if ('email' in after) {
      person.emailKey = emailKey
      if (emailKey) byEmail.set(emailKey, person)
    }
    return { number, outcome: 'update', before, after, person }
  })
}

/** As people are recognised: by the address, else by the name and company where these do not make two addresses one. */
const isOne =
  ({ emailKey, nameKey, companyKey }: ReturnType<typeof keysOf>) =>
  (one: MergedPerson): boolean =>
    emailKey !== null && one.emailKey !== null
      ? one.emailKey === emailKey
      : nameKey !== null && one.nameKey === nameKey && one.companyKey === companyKey

const wasErased = 'is about somebody whose data was erased at their wish'
const isUnwilling = 'email: is suppressed, for they asked not to be written to; lift that first to add them again'

const nameAndCompany = ({ nameKey, companyKey }: { nameKey: string; companyKey: string | null }) =>
  JSON.stringify([nameKey, companyKey])

/**
 * What a row changes of a contact. Tags are added to those there are, unless they are cleared. Whoever asked to be left
 * alone is not given back by a file, which may be older than the wish.
 */
function changesOf(
  { fields: there, plannedOn = null }: Person,
  said: ContactFields,
): { before: ContactFields; after: ContactFields } {
  const after = Object.fromEntries(
    Object.entries(said)
      .map(
        ([field, value]) => [field, field === 'tags' ? joinTags(there.tags ?? [], value as string[]) : value] as const,
      )
      .filter(([field, value]) => field !== 'doNotContact' || value === true)
      .filter(([field, value]) => field !== 'nextFollowUpOn' || value === null || value !== plannedOn)
      .filter(([field, value]) => !isSame(there[field as keyof ContactFields], value)),
  ) as ContactFields
  const before = Object.fromEntries(
    Object.keys(after).map((field) => [field, there[field as keyof ContactFields] ?? null]),
  ) as ContactFields
  return { before, after }
}

function joinTags(there: string[], said: string[]): string[] {
  const known = new Set(there.map(foldCase))
  return said.length === 0 ? [] : [...there, ...said.filter((tag) => !known.has(foldCase(tag)))]
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
