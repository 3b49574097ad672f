import { CsvError, type Parser, parse } from 'csv-parse'
import { pipeline, Readable } from 'node:stream'
import { fileRefused } from './refusal.rules.ts'

/** A row of a table, numbered as a spreadsheet does. */
export interface CsvRow {
  number: number
  cells: string[]
}

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** Nobody's row is longer, and no more of an unclosed quotation is ever held. */
const mostBytesOfRow = 262_144
const mostColumns = 1000
/** The parser makes rows of all it is given, and holds them: of a little at a time, they are gone before memory fills. */
const charactersAtATime = 8192

/**
 * Reads a table row by row (RFC 4180); empty lines are counted and left out.
 *
 * @throws 422 where the text is no such table
 */
export async function* readCsv(text: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: mostBytesOfRow,
  })
  // What goes wrong in the text itself reaches whoever reads the rows.
  pipeline(Readable.from(bounded(text)), parser, () => {})
  try {
    let number = 0
    for await (const cells of parser as AsyncIterable<string[]>) {
      number += 1
      if (cells.length > mostColumns) {
        throw fileRefused(`Row ${number} has ${cells.length} columns; ${mostColumns} are the most.`)
      }
      if (cells.length > 1 || cells[0] !== '') yield { number, cells }
    }
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error, parser) : error
  }
}

/** Cells without end are the parser's to notice, rows of endlessly many are not. */
async function* bounded(text: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0
  for await (const chunk of text) {
    const end = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'))
    length = end < 0 ? length + chunk.length : chunk.length - end - 1
    if (length > mostBytesOfRow) throw fileRefused('It has a line longer than 256 KiB.')
    for (let at = 0; at < chunk.length; at += charactersAtATime) yield chunk.slice(at, at + charactersAtATime)
  }
}

function refusalOf(error: CsvError, { info }: Parser): Error {
  const line = `line ${info.lines}`
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return fileRefused(`The row at ${line} is longer than 256 KiB. Is a quotation mark not closed?`)
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return fileRefused('A quotation mark is never closed.')
  return fileRefused(`The quotation marks in ${line} do not match.`)
}
