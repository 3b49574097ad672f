import { fileRefused } from './refusal.rules.ts'

/** Something of the object that a file is: a value by its name, or one of the elements of the list of that name. */
export interface JsonPiece {
  name: string
  value: unknown
  isListed: boolean
}

/** More than anything has that the API takes, however it is escaped. */
const mostCharacters = 1_048_576
const deepest = 32

/**
 * Reads an object of values and lists piece by piece, in order, and never holds more than one of them.
 *
 * @throws 422 where the text is no such object
 */
export async function* readJsonLists(text: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  let place: 'before' | 'name' | 'value' | 'list' | 'after list' | 'after' = 'before'
  let name = ''
  for await (const { piece, edge } of cut(text, () => place === 'list')) {
    if (place === 'before' && edge === '{' && piece === '') place = 'name'
    else if (place === 'name' && edge === ':') [name, place] = [String(parse(piece)), 'value']
    else if (place === 'name' && edge === '}' && piece === '') place = 'after'
    else if (place === 'value' && edge === '[' && piece === '') place = 'list'
    else if (place === 'value' && (edge === ',' || edge === '}')) {
      yield { name, value: parse(piece), isListed: false }
      place = edge === ',' ? 'name' : 'after'
    } else if (place === 'list' && (edge === ',' || edge === ']')) {
      if (piece !== '' || edge === ',') yield { name, value: parse(piece), isListed: true }
      if (edge === ']') place = 'after list'
    } else if (place === 'after list' && (edge === ',' || edge === '}') && piece === '') {
      place = edge === ',' ? 'name' : 'after'
    } else if (place === 'after' && edge === 'end' && piece === '') return
    else if (edge === 'end') throw fileRefused('It does not end as JSON ends. Was it cut off?')
    else throw fileRefused(`It is not JSON, after “${name.slice(0, 50)}”.`)
  }
}

function parse(piece: string): unknown {
  try {
    return JSON.parse(piece)
  } catch {
    throw fileRefused(`It is not JSON: ${piece.slice(0, 50)}`)
  }
}

/** A text up to the next sign that counts where it stands, and that sign. */
interface Cut {
  piece: string
  edge: string
}

/** @param isInList asked after each piece: there, elements are cut out one level deeper */
async function* cut(text: AsyncIterable<string>, isInList: () => boolean): AsyncGenerator<Cut> {
  let [depth, isInString, isEscaped, held] = [0, false, false, '']
  for await (const chunk of text) {
    let from = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const sign = chunk[at]!
      if (isEscaped) isEscaped = false
      else if (isInString && sign === '\\') isEscaped = true
      else if (sign === '"') isInString = !isInString
      if (isInString || !'{}[],:'.includes(sign)) continue
      const surface = isInList() ? 2 : 1
      const piece = () => (held + chunk.slice(from, at)).trim()
      const isOpening = sign === '{' || sign === '['
      const isClosing = sign === '}' || sign === ']'
      // A list that is a value by itself is entered; what is opened anywhere else is part of a value.
      const enters = depth === 0 || (depth === 1 && surface === 1 && sign === '[' && piece() === '')
      if (isOpening ? enters : depth <= surface && !(surface === 2 && sign === ':')) {
        yield { piece: piece(), edge: sign }
        ;[held, from] = ['', at + 1]
      }
      depth += isOpening ? 1 : isClosing ? -1 : 0
      if (depth > deepest) throw fileRefused(`It is nested deeper than ${deepest} levels.`)
    }
    held += chunk.slice(from)
    if (held.length > mostCharacters) throw fileRefused('One thing in it is longer than 1 MiB.')
  }
  yield { piece: held.trim(), edge: 'end' }
}
