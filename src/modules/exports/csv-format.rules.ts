import { stringify } from 'csv-stringify/sync'
import type { ExportedContact, Format, PartRow } from './formats.rules.ts'

/** The headers that the import knows for its own, in the order of the columns. */
const columns: [header: string, cell: (contact: ExportedContact) => string | null][] = [
  ['Name', ({ name }) => name],
  ['Email', ({ email }) => email],
  ['Phone', ({ phone }) => phone],
  ['Company', ({ company }) => company],
  ['Title', ({ title }) => title],
  ['Profile URL', ({ profileUrl }) => profileUrl],
  ['Location', ({ location }) => location],
  ['Time zone', ({ timeZone }) => timeZone],
  ['Tier', ({ tier }) => tier],
  ['Tags', ({ tags }) => (tags.length > 0 ? `${tags.join(' ::: ')} :::` : null)],
  ['Preferred channel', ({ preferredChannel }) => preferredChannel],
  ['How met', ({ howMet }) => howMet],
  ['Notes', ({ notes }) => notes],
  ['Things to remember', ({ thingsToRemember }) => thingsToRemember],
  ['Do not contact', ({ doNotContact }) => (doNotContact ? 'true' : null)],
  ['Next follow-up on', ({ nextFollowUpOn }) => nextFollowUpOn],
]

/** People for spreadsheets: with a byte order mark, by which they know UTF-8. */
export const csvFormat: Format = {
  parts: ['contacts'],
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  begin: () => `\ufeff${lines([columns.map(([header]) => header)])}`,
  beginPart: () => '',
  rows: (rows: PartRow[]) =>
    lines(rows.map((row) => columns.map(([, cell]) => plainText(cell(row as unknown as ExportedContact) ?? '')))),
  end: () => '',
}

/** Quoted, too, is a cell with half of what ends a row. */
const lines = (cells: string[][]) => stringify(cells, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ })

/** A quotation mark keeps spreadsheets from taking text for a formula; the import takes it off again. */
const plainText = (cell: string): string => cell.replace(/^(?='*[=+\-@＝＋－＠\t\r])/u, "'")
