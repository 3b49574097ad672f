import { type CsvRow, delimiters } from './csv.rules.ts'
import { type Headers, headersOf, signs } from './headers.rules.ts'

/** Fields that a file can fill. */
export const importedFields = [
  'name', 'email', 'phone', 'company', 'title', 'profileUrl', 'location', 'timeZone', 'tier', 'tags',
  'preferredChannel', 'howMet', 'notes', 'thingsToRemember', 'doNotContact', 'nextFollowUpOn',
] as const // prettier-ignore
export type ImportedField = (typeof importedFields)[number]

export const nameParts = ['firstName', 'middleName', 'lastName'] as const
/** What a column may hold: a field, a part of the name, or what serves as a name where there is no other. */
export type Target = ImportedField | (typeof nameParts)[number] | 'knownAs'

/** Which column holds what, by its header. */
export type Mapping = Partial<Record<Target, string>>

export type CsvFormat = 'linkedin' | 'google' | 'outlook' | 'csv'

/** Where in a row each target is found: the first of these columns that is not blank counts. */
export interface Layout {
  format: CsvFormat
  columns: [target: Target, at: number[]][]
  width: number
}

const fold = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Cut in another way, this would be several headers. */
const isSeveral = (cell: string): boolean => delimiters.some((delimiter) => cell.includes(delimiter))

/**
 * What the columns under this header hold. Undefined when it is none: it must lead to a name or an address, and with a
 * mapping to everything that the mapping names.
 */
export function layoutUnder(
  { cells }: CsvRow,
  { format, mapping }: { format?: CsvFormat | undefined; mapping?: Mapping | undefined },
): Layout | undefined {
  const headers = cells.map((cell) => (!mapping && isSeveral(cell) ? '' : fold(cell)))
  const found = format ?? (mapping ? 'csv' : signs.find(([, isOf]) => isOf(headers))?.[0]) ?? 'csv'
  const wanted: Headers = mapping
    ? Object.fromEntries(Object.entries(mapping).map(([target, header]) => [target, [fold(header)]]))
    : headersOf[found]
  const columns = (Object.entries(wanted) as [Target, string[]][]).flatMap(([target, names]) => {
    const at = names.flatMap((name) => headers.flatMap((header, index) => (header === name ? [index] : [])))
    return at.length > 0 ? ([[target, at]] as Layout['columns']) : []
  })
  const leadsTo = new Set(columns.map(([target]) => target))
  const isHeader = mapping
    ? columns.length === Object.keys(mapping).length
    : (['name', 'firstName', 'lastName', 'email'] as const).some((target) => leadsTo.has(target))
  return isHeader ? { format: found, columns, width: cells.length } : undefined
}
