/** Text as it stands in XML, in an element or an attribute; what XML cannot hold is left out. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`)

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const narrow = /^[iljtfrI.,:;'’|!()[\] -]/u
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u{ff00}-\u{ff60}]/u
const capital = /^[\p{Lu}mw@%&—]/u

/** How wide a line is at most when it is set in an ordinary sans serif, in the unit of the size. */
export function widthOf(text: string, size: number): number {
  let ems = 0
  for (const { segment } of graphemes.segment(text)) {
    ems += wide.test(segment) ? 1.05 : narrow.test(segment) ? 0.38 : capital.test(segment) ? 0.8 : 0.62
  }
  return ems * size
}

/** The beginning of a line that fits, with an ellipsis where something is missing. Signs are never cut in two. */
export function shorten(text: string, width: number, size: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (widthOf(line, size) <= width) return line
  let kept = ''
  for (const { segment } of graphemes.segment(line)) {
    if (widthOf(`${kept}${segment}…`, size) > width) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
