/*
 * Text for a terminal, as lines of at most `width` characters.
 */

/** Breaks lines between words; a word that is too long stands alone on its line. Blank lines stay. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines = ['']
    for (const word of line.split(' ')) {
      const last = lines.at(-1)!
      if (last === '') lines[lines.length - 1] = word
      else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return lines
  })
}

/** As `wrap`, with a mark before the first line and the others set in under it. */
export const hanging = (mark: string, text: string, width: number): string[] =>
  wrap(text, width - mark.length).map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line)

/** A frame around a text, as narrow as the text allows. */
export function frame(text: string, width: number): string[] {
  const lines = wrap(text, width - 6)
  const inner = Math.max(...lines.map((line) => line.length))
  return [
    `╭${'─'.repeat(inner + 4)}╮`,
    ...lines.map((line) => `│  ${line.padEnd(inner)}  │`),
    `╰${'─'.repeat(inner + 4)}╯`,
  ]
}

/** How much is done of all, as a bar of exactly `width` characters. */
export function bar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.round((Math.min(done, total) / total) * width)
  return '━'.repeat(filled) + '─'.repeat(width - filled)
}

/** At most `width` characters of one line. */
export const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
