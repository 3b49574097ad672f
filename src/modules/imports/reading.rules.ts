import { AppError } from '../../errors.ts'
import { readCards } from './cards.rules.ts'
import { type CsvFormat, type Layout, layoutUnder, type Mapping } from './columns.rules.ts'
import { type Delimiter, delimiters, readCsv } from './csv.rules.ts'
import { type Bytes, decode, type Encoding, findEncoding } from './encoding.rules.ts'
import { type NetworkThing, readNetwork } from './network-file.rules.ts'
import { fileRefused } from './refusal.rules.ts'
import { type ReadRow, readCells } from './values.rules.ts'
import { readCard } from './vcard.rules.ts'

export type Format = CsvFormat | 'vcard' | 'cadre'

/** How a file is to be read. */
export interface Manner {
  encoding: Encoding
  format: Format
  mapping?: Mapping | undefined
}

/** A header stands among the first rows; what is above it is a preamble. */
const mostRowsOfPreamble = 20

/**
 * Looks at the beginning of a file, and through all of it for its encoding.
 *
 * @throws 422 when it is not what is wanted, or cannot be told
 */
export async function recognize(
  bytes: Bytes,
  { format, mapping }: { format?: Format | undefined; mapping?: Mapping | undefined },
): Promise<Manner> {
  const encoding = await findEncoding(bytes)
  const text = () => decode(bytes, encoding)
  const beginning = await beginningOf(text())
  if (beginning === '') throw fileRefused('It is empty.')
  // With a mapping it is a table, whatever stands in it.
  const begins = { vcard: !mapping && /^BEGIN:VCARD/i.test(beginning), cadre: !mapping && beginning.startsWith('{') }
  for (const kind of ['vcard', 'cadre'] as const) {
    if (begins[kind] && (format ?? kind) === kind) return { encoding, format: kind }
    if (begins[kind] || format === kind) throw fileRefused(`It ${begins[kind] ? 'holds' : 'is not'} ${named[kind]}.`)
  }
  const { layout } = await findTable(text, { format: format as CsvFormat | undefined, mapping })
  return { encoding, format: layout.format, mapping }
}

const named = { vcard: 'vCards', cadre: 'JSON' }

async function beginningOf(text: AsyncIterable<string>): Promise<string> {
  let beginning = ''
  for await (const chunk of text) {
    beginning = (beginning + chunk).trimStart()
    if (beginning.length >= 'BEGIN:VCARD'.length) break
  }
  return beginning
}

/** A row as it stands in a file, and what it says once that is asked for: whoever only counts rows never asks. */
export type UnreadRow = () => ReadRow | NetworkThing

/**
 * Every row of a file, in order, a bounded number of them in memory.
 *
 * @throws 422 where it turns out not to be readable, or has no rows
 */
export async function* readRows(bytes: Bytes, { encoding, format, mapping }: Manner): AsyncGenerator<UnreadRow> {
  const text = () => decode(bytes, encoding)
  let rows = 0
  const all = () => {
    if (format === 'vcard') return rowsOfCards(text())
    return format === 'cadre' ? rowsOfNetwork(text()) : rowsOfTable(text, { format, mapping })
  }
  for await (const row of all()) {
    rows += 1
    if (rows > mostRows) throw fileRefused(`It has more than ${mostRows.toLocaleString('en')} rows. Send it in parts.`)
    yield row
  }
  if (rows === 0) throw fileRefused('It has a header, but no rows.')
}

const mostRows = 1_000_000

async function* rowsOfCards(text: AsyncIterable<string>): AsyncGenerator<UnreadRow> {
  for await (const card of readCards(text)) yield () => readCard(card)
}

async function* rowsOfNetwork(text: AsyncIterable<string>): AsyncGenerator<UnreadRow> {
  for await (const thing of readNetwork(text)) yield () => thing
}

type Text = () => AsyncIterable<string>
type Wanted = Parameters<typeof layoutUnder>[1]

async function* rowsOfTable(text: Text, wanted: Wanted): AsyncGenerator<UnreadRow> {
  const { layout, delimiter, header } = await findTable(text, wanted)
  for await (const row of readCsv(text(), delimiter)) {
    if (row.number > header && !row.cells.every(isBlank)) yield () => readCells(row, layout)
  }
}

const isBlank = (cell: string): boolean => cell.trim() === ''

interface Table {
  layout: Layout
  delimiter: Delimiter
  /** The number of the row that it is. */
  header: number
}

/** @throws 422 when there is no header that leads to people */
async function findTable(text: Text, wanted: Wanted): Promise<Table> {
  const found: Table[] = []
  const refusals: AppError[] = []
  for (const delimiter of delimiters) {
    try {
      for await (const row of readCsv(text(), delimiter)) {
        const layout = layoutUnder(row, wanted)
        if (layout) found.push({ layout, delimiter, header: row.number })
        if (layout || row.number > mostRowsOfPreamble) break
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.push(error)
    }
  }
  const best = found.toSorted((a, b) => b.layout.columns.length - a.layout.columns.length)[0]
  if (!best) throw refusals[0] ?? fileRefused(noHeader(wanted))
  return best
}

function noHeader({ format, mapping }: Wanted): string {
  if (mapping) return `No row among the first has all the columns of the mapping: ${Object.values(mapping).join(', ')}.`
  const kind = format && format !== 'csv' ? ` of the format ${format}` : ''
  return `There is no header${kind} that leads to names or addresses. Send a mapping that says which column holds what.`
}
