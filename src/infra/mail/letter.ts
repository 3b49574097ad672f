const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Turns a plain-text letter into the HTML of the same letter: paragraphs where the text has blank lines, line breaks
 * where it has line breaks, a link where an http(s) address stands on its own line. Everything else is text.
 * No images, no colours (so that light and dark mode are both the reader's own), nothing fetched, readable at 320 px.
 * `lang` is the BCP 47 tag of the letter's language, `title` what the page is called: the subject.
 */
export function letterHtml(text: string, { lang, title }: { lang: string; title?: string }): string {
  const paragraphs = splitParagraphs(text).map((lines) => `<p dir="auto">${lines.map(lineHtml).join('<br>\n')}</p>`)
  const body = `<body style="margin: 0; padding: 16px">
<div style="max-width: 36em; font: 100%/1.5 ${letterFonts}; overflow-wrap: anywhere">
${paragraphs.join('\n')}
</div>
</body>`
  return letterPage(body, { lang, title })
}

/** What letters are set in: what their reader's machine reads best. */
export const letterFonts = `system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif`

/**
 * The page around a letter: its language and title, good for phones, at home in light and dark.
 *
 * @param body the `<body>` element, as it stands
 * @param page.style a style sheet besides
 */
export function letterPage(
  body: string,
  { lang, title, style }: { lang: string; title?: string | undefined; style?: string },
): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    ...(title === undefined ? [] : [`<title>${escapeHtml(title)}</title>`]),
    ...(style === undefined ? [] : [`<style>\n${style}\n</style>`]),
  ]
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
${head.join('\n')}
</head>
${body}
</html>
`
}

function splitParagraphs(text: string): string[][] {
  const paragraphs: string[][] = [[]]
  for (const line of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    if (line.trim()) paragraphs.at(-1)!.push(line.trim())
    else paragraphs.push([])
  }
  return paragraphs.filter((lines) => lines.length > 0)
}

function lineHtml(line: string): string {
  const url = /^https?:\/\/\S+$/i.test(line) ? URL.parse(line) : null
  return url ? `<a href="${escapeHtml(url.href)}">${escapeHtml(line)}</a>` : escapeHtml(line)
}

/** Makes text safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)
}
