import { networkParts } from '../imports/network-file.rules.ts'
import type { Format } from './formats.rules.ts'

/**
 * Everything, one row a line: an object with a list for each part (docs/network-file.md), those first that an import
 * reads again.
 */
export const jsonFormat: Format = {
  parts: [...networkParts, 'landings', 'interactionDrafts'],
  mediaType: 'application/json; charset=utf-8',
  extension: 'json',
  begin: ({ clientId, name, exportedAt }) =>
    `${JSON.stringify({ format: 'cadre', version: 1, exportedAt, client: { id: clientId, name } }).slice(0, -1)},\n`,
  beginPart: (name, index) => `${index > 0 ? '\n],\n' : ''}"${name}": [\n`,
  rows: (rows, { isFirst }) =>
    rows.map((row, index) => `${isFirst && index === 0 ? '' : ',\n'}${JSON.stringify(row)}`).join(''),
  end: () => '\n]}\n',
}
