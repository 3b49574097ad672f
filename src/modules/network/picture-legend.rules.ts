import { drawMark, type Sign } from './picture-marks.rules.ts'
import { widthOf } from './picture-text.rules.ts'

const rowHeight = 24
const line = '<path class="line path" d="M-9 0H9"/>'
const ring = '<path class="ring" d="M-9 0H9"/>'

const entries: [sign: Sign, words: string][] = [
  ['inner', 'inner circle'],
  ['active', 'active'],
  ['extended', 'extended'],
  ['path', 'the way to the job'],
  ['landing', 'the job'],
  ['ring', 'known without an introduction'],
]

/** Explains the signs that are in a picture, in as many rows as they need. */
export function drawLegend(signs: ReadonlySet<Sign>, width: number): { svg: string; height: number } {
  let [x, row] = [0, 0]
  const drawn = entries
    .filter(([sign]) => signs.has(sign))
    .map(([sign, words]) => {
      const needs = 22 + widthOf(words, 12.5) + 26
      if (x > 0 && x + needs > width) [x, row] = [0, row + 1]
      const place = `translate(${Math.round(x) + 10} ${row * rowHeight + 12})`
      x += needs
      const mark = sign === 'path' ? line : sign === 'ring' ? ring : drawMark(sign)
      return `<g class="${sign === 'path' ? 'way' : sign}" transform="${place}">${mark}<text x="16" y="4.4">${words}</text></g>`
    })
  return { svg: drawn.join('\n'), height: drawn.length > 0 ? (row + 1) * rowHeight : 0 }
}
