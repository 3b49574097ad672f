/**
 * Makes a value inert in Markdown (CommonMark's backslash escapes): whatever somebody is called, it stays text. The
 * escapes also tell the value's punctuation from the template's, which `letterText` needs at the seam of the two.
 */
export function escapeMarkdown(value: unknown): string {
  return String(value).replace(/[!-/:-@[-`{-~]/g, '\\$&')
}

/**
 * The plain text of a letter written in Markdown: paragraphs as one line each (the reader's program wraps), a backslash
 * at a line's end breaks the line, and so does a list item. A sentence that ends with a value which brought its own
 * full stop ("Acme Inc.") gets no second one.
 */
export function letterText(markdown: string): string {
  return markdown
    .replace(/((?:\\[.!?]|…)(?:\\["')\]]|[”’»])*)\./gu, '$1')
    .split(/\n[ \t]*\n/)
    .map(paragraphText)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function paragraphText(source: string): string {
  const lines = source.split('\n').map((line) => line.replace(/[ \t]+/g, ' ').trim())
  return lines
    .filter((line) => line !== '')
    .reduce((text, line) => {
      if (text === '') return line
      if (breaksAtEnd(text)) return `${text.slice(0, -1).trimEnd()}\n${line}`
      return `${text}${line.startsWith('- ') ? '\n' : ' '}${line}`
    }, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}

/** An odd number of backslashes: an even one is an escaped backslash that belongs to a value. */
function breaksAtEnd(text: string): boolean {
  return /(?<!\\)(?:\\\\)*\\$/.test(text)
}
