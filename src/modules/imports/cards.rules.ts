import { fileRefused } from './refusal.rules.ts'

/** One card, as its lines: unfolded, without pictures and sounds. */
export interface Card {
  number: number
  lines: string[]
}

/** Long, and not about what a contact has. They are dropped as they come. */
const ignored = /^(?:[\w-]+\.)?(?:photo|logo|sound|key|agent|x-photo|x-ms-cardpicture)[;:]/i
const mostCharactersOfCard = 262_144

/**
 * Cuts a text into vCards, unfolding lines (RFC 6350, and quoted-printable as vCard 2.1 has it).
 *
 * @throws 422 for anything but cards one after the other
 */
export async function* readCards(text: AsyncIterable<string>): AsyncGenerator<Card> {
  let number = 0
  let card: Card | undefined
  let length = 0
  for await (const line of unfold(text)) {
    const word = line.trim().toUpperCase()
    if (word === 'BEGIN:VCARD') {
      number += 1
      if (card) throw fileRefused(`Card ${number - 1} holds another card, or does not end.`)
      card = { number, lines: [] }
      length = 0
    } else if (!card) {
      if (word !== '') throw fileRefused(`There is text outside of a card, after card ${number}.`)
    } else if (word === 'END:VCARD') {
      yield card
      card = undefined
    } else if (word !== '') {
      length += line.length
      if (length > mostCharactersOfCard) throw tooLong(number)
      if (!ignored.test(line)) card.lines.push(line)
    }
  }
  if (card) throw fileRefused(`Card ${number} does not end.`)
}

const tooLong = (card: number) => fileRefused(`Card ${card} is longer than 256 KiB, pictures aside.`)

/** A line that may go on: in pieces, because it may be broken into very many. */
interface OpenLine {
  pieces: string[]
  length: number
  isIgnored: boolean
  /** Quoted-printable breaks its lines with a sign of equality at the end. */
  isQuotedPrintable: boolean
}

/** Lines that were broken are whole again. What is ignored of a picture is only its beginning. */
async function* unfold(text: AsyncIterable<string>): AsyncGenerator<string> {
  let line: OpenLine | undefined
  for await (const { part, isWhole } of physicalLines(text)) {
    if (line && continues(line, part)) goOn(line, part)
    else {
      if (line) yield line.pieces.join('')
      line = {
        pieces: [part],
        length: part.length,
        isIgnored: ignored.test(part),
        isQuotedPrintable: /quoted-printable/i.test(part.slice(0, Math.max(0, part.indexOf(':')))),
      }
    }
    if (line.isIgnored) continue
    if (!isWhole || line.length > mostCharactersOfCard) throw fileRefused('It has a line longer than 256 KiB.')
  }
  if (line) yield line.pieces.join('')
}

const isFolded = (part: string) => /^[ \t]/.test(part)
const isSoft = ({ isQuotedPrintable, pieces }: OpenLine) => isQuotedPrintable && pieces.at(-1)!.endsWith('=')
const continues = (line: OpenLine, part: string) => isFolded(part) || isSoft(line)

function goOn(line: OpenLine, part: string): void {
  if (line.isIgnored) return
  if (isSoft(line)) line.pieces.push(line.pieces.pop()!.slice(0, -1))
  line.pieces.push(isFolded(part) ? part.slice(1) : part)
  line.length += part.length
}

/** Lines as they stand in the text, each up to what anybody's line may have. */
async function* physicalLines(text: AsyncIterable<string>): AsyncGenerator<{ part: string; isWhole: boolean }> {
  let rest = ''
  let isCut = false
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      yield { part: line.replace(/\r$/, ''), isWhole: !isCut }
      isCut = false
    }
    if (rest.length > mostCharactersOfCard) {
      isCut = true
      rest = rest.slice(0, 100)
    }
  }
  if (rest !== '') yield { part: rest, isWhole: !isCut }
}
