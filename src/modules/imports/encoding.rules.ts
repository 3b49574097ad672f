import { fileRefused } from './refusal.rules.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** The bytes of a file, from its beginning, as often as asked. */
export type Bytes = () => AsyncIterable<Uint8Array>

/** Files that are no text at all, by how they begin. */
const otherKinds: [beginning: string, says: string][] = [
  ['89504e47', 'It is a PNG picture.'],
  ['ffd8ff', 'It is a JPEG picture.'],
  ['47494638', 'It is a GIF picture.'],
  ['25504446', 'It is a PDF document.'],
  ['504b0304', 'It is a zip archive or an Excel workbook. Take the file out of it, or save the workbook as CSV.'],
  ['504b0506', 'It is an empty zip archive.'],
  ['1f8b', 'It is compressed. Unpack it first.'],
  ['d0cf11e0', 'It is an old Excel workbook. Save it as CSV.'],
]

const marks: [mark: string, encoding: Encoding][] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]

/**
 * How a text file is written down: as its byte order mark says, else UTF-16 where every other byte is zero, else UTF-8
 * if all of it is, else Windows-1252.
 *
 * @throws 422 for what is empty, no text, or a mixture
 */
export async function findEncoding(bytes: Bytes): Promise<Encoding> {
  const beginning = await beginningOf(bytes)
  if (beginning.length === 0) throw fileRefused('It is empty.')
  const hex = beginning.subarray(0, 8).toString('hex')
  const other = otherKinds.find(([mark]) => hex.startsWith(mark))
  if (other) throw fileRefused(other[1])
  const marked = marks.find(([mark]) => hex.startsWith(mark))?.[1]
  return marked ?? unmarkedUtf16(beginning) ?? ((await isUtf8(bytes)) ? 'utf-8' : 'windows-1252')
}

async function beginningOf(bytes: Bytes): Promise<Buffer> {
  for await (const chunk of bytes()) if (chunk.length > 0) return Buffer.from(chunk.subarray(0, 1024))
  return Buffer.alloc(0)
}

function unmarkedUtf16(beginning: Buffer): Encoding | undefined {
  const zeros = [0, 0]
  beginning.forEach((byte, at) => (zeros[at % 2]! += byte === 0 ? 1 : 0))
  const most = beginning.length / 5
  if (zeros[1]! > most && zeros[0] === 0) return 'utf-16le'
  if (zeros[0]! > most && zeros[1] === 0) return 'utf-16be'
  return undefined
}

/** @throws when it began as UTF-8: read as anything else, its umlauts would become nonsense without a word */
async function isUtf8(bytes: Bytes): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let hasForeign = false
  for await (const chunk of bytes()) {
    try {
      const text = decoder.decode(chunk, { stream: true })
      hasForeign ||= /[^\u0000-\u007f]/.test(text)
    } catch {
      if (hasForeign || beginsAsUtf8(chunk)) throw mixture()
      return false
    }
  }
  return true
}

/**
 * Whether the first character beyond ASCII is made as UTF-8 makes them, be it half of a surrogate pair: in Windows-1252
 * such sequences hardly ever occur.
 */
function beginsAsUtf8(chunk: Uint8Array): boolean {
  const start = chunk.findIndex((byte) => byte > 0x7f)
  const lead = chunk[start] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  const rest = chunk.subarray(start + 1, start + length)
  return lead >= 0xc2 && lead <= 0xf4 && rest.length === length - 1 && rest.every((byte) => byte >> 6 === 0b10)
}

const mixture = () => fileRefused('It is UTF-8 in some places and not in others. Save it as UTF-8 and send it again.')

/** The text of a file, without its byte order mark. @throws 422 for what is not of that encoding */
export async function* decode(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const read = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw encoding === 'utf-8' ? mixture() : fileRefused(`It is not what it begins as, ${encoding.toUpperCase()}.`)
    }
  }
  for await (const chunk of bytes()) yield assertText(read(chunk), encoding)
  yield assertText(read(), encoding)
}

/** Bytes that stand for nothing in Windows-1252, and for letters where people write in another alphabet. */
const unassigned = /[\u0081\u008d\u008f\u0090\u009d]/

function assertText(text: string, encoding: Encoding): string {
  if (text.includes('\u0000')) throw fileRefused('It holds NUL characters, so it is no text.')
  if (encoding === 'windows-1252' && unassigned.test(text))
    throw fileRefused('It is neither UTF-8 nor Windows-1252. Save it as UTF-8 and send it again.')
  return text
}
