import { networkParts } from '../../src/modules/imports/network-file.rules.ts'

type Row = Record<string, unknown>
/** A network as a file has it. */
export type NetworkFile = { [Part in (typeof networkParts)[number]]: Row[] }

/** What an import gives anew, or works out again. */
const ofThisNetwork = ['id', 'createdAt', 'updatedAt', 'nextFollowUpOn']

/**
 * A network by what it says: nothing has an id, whatever is named by one is named by what it says itself.
 *
 * @param like only the fields that the rows of this file have, where one is given
 */
export function contentOf(file: NetworkFile, like?: NetworkFile): Record<string, string[]> {
  const said = new Map<string, string>()
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return said.get(value) ?? value
    if (Array.isArray(value)) return value.map(resolve)
    return typeof value === 'object' && value !== null ? inOrder(value as Row) : value
  }
  const inOrder = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([field]) => !ofThisNetwork.includes(field))
        .map(([field, value]) => [field, resolve(value)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  return Object.fromEntries(
    networkParts.map((part) => {
      const fields = like?.[part][0]
      const texts = file[part].map((row) => {
        const seen = fields ? Object.fromEntries(Object.entries(row).filter(([field]) => field in fields)) : row
        const text = JSON.stringify(inOrder(seen))
        if (typeof row['id'] === 'string') said.set(row['id'], text)
        return text
      })
      return [part, texts.toSorted()]
    }),
  )
}
