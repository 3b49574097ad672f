import { type ImportedField, importedFields, type Layout, type Target } from './columns.rules.ts'
import { parseAddress } from '../../infra/mail/address.ts'
import type { CsvRow } from './csv.rules.ts'

/** What a file says of somebody, as text; blanks are left out. */
export type Said = Partial<Record<Target, string>>

/** A row or card, on its way to be checked: what it says, or why that cannot be told. */
export type ReadRow = { number: number } & ({ said: Said } | { unreadable: string })

/** Between several values in one cell, as Google writes it. */
const betweenValues = ' ::: '

/** In place of a value: what is there goes. */
const clears = '**CLEAR**'

/** What stands for a field that is cleared and cannot be empty. */
const cleared: Partial<Record<ImportedField, unknown>> = { tier: 'extended', tags: [], doNotContact: false }

/** What a row of a table says. */
export function readCells({ number, cells }: CsvRow, { columns, width }: Layout): ReadRow {
  const extra = cells.slice(width).some((cell) => cell.trim() !== '')
  if (extra) return { number, unreadable: `has ${cells.length} cells, but there are ${width} columns` }
  const said: Said = {}
  for (const [target, at] of columns) {
    const texts = at
      .map((index) => plain(cells[index] ?? ''))
      .filter((text) => text !== '' && !isInternal(text, target))
    if (texts.length > 0) said[target] = target === 'email' ? amongOthers(texts) : texts[0]!
  }
  return { number, said }
}

/** Several addresses, of which the first that is one counts; unless they are to go. */
export const amongOthers = (addresses: string[]): string =>
  addresses[0] === clears ? clears : addresses.join(betweenValues)

/** Outlook names colleagues by where Exchange keeps them (`/o=…/cn=…`): nobody's address. */
const isInternal = (text: string, target: Target): boolean => target === 'email' && /^\/o=/i.test(text)

/** Spreadsheets are kept from taking text for a formula by a quotation mark in front, which is not the writer's. */
const plain = (cell: string): string => cell.trim().replace(/^'(?='*[=+\-@＝＋－＠])/u, '')

/** The fields as the API takes them: absent where nothing is said, null where the value goes. */
export function fieldsOf(said: Said): Partial<Record<ImportedField, unknown>> {
  const fields: Partial<Record<ImportedField, unknown>> = {}
  for (const field of importedFields) {
    const whole = field === 'name' ? nameOf(said) : said[field]
    if (whole === undefined) continue
    const text = ofManyLines.includes(field) ? whole : inOneLine(whole)
    fields[field] = text === clears ? clearedOf(field) : (read[field]?.(text) ?? text)
  }
  return fields
}

const ofManyLines: ImportedField[] = ['howMet', 'notes', 'thingsToRemember']
const inOneLine = (text: string): string =>
  text
    .split(/[\t\n\v\f\r\u0085\u2028\u2029]+/)
    .map((line) => line.trim())
    .join(' ')

const clearedOf = (field: ImportedField): unknown => cleared[field] ?? null

function nameOf({ name, firstName, middleName, lastName, knownAs }: Said): string | undefined {
  const parts = [firstName, middleName, lastName].filter((part) => part !== undefined)
  return name ?? (parts.length > 0 ? parts.join(' ') : knownAs)
}

const firstOf = (text: string): string => text.split(betweenValues)[0]!.trim()

/** The first of what may be several that is an address, without a name beside it. */
const readAddress = (text: string): string =>
  /[,;:<]/.test(text) ? (text.split(betweenValues).flatMap(addressesIn).find(isAddress) ?? text) : text

/** A comma may also be a mistake for a dot: several are only what are addresses each. */
function addressesIn(value: string): string[] {
  const parts = value.split(/[,;]/).map(addressIn).filter((part) => part !== '') // prettier-ignore
  return parts.every(isAddress) ? parts : [addressIn(value)]
}

const isAddress = (text: string): boolean => parseAddress(text) !== undefined
const addressIn = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().replace(/^mailto:/i, '')

const read: Partial<Record<ImportedField, (text: string) => unknown>> = {
  email: readAddress,
  phone: firstOf,
  profileUrl: (text) => withScheme(firstOf(text)),
  tier: (text) => text.toLowerCase(),
  preferredChannel: (text) => text.toLowerCase(),
  tags: readTags,
  doNotContact: (text) => ({ true: true, yes: true, '1': true, false: false, no: false, '0': false })[text.toLowerCase()],
} // prettier-ignore

const withScheme = (url: string): string =>
  /^[a-z][a-z\d+.-]*:/i.test(url) || !url.includes('.') ? url : `https://${url}`

/** Google's own groups begin with a star; they say nothing of a person. */
function readTags(text: string): string[] {
  const separator = text.includes(':::') ? ':::' : text.includes(';') ? ';' : ','
  return text
    .split(separator)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !/^\*\s/.test(tag))
}
