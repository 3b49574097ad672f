import type { Person } from './network.rules.ts'
import { type Drawing, drawAround, drawInRows } from './picture-drawing.rules.ts'
import { drawLegend } from './picture-legend.rules.ts'
import { type Scheme, styleSheet } from './picture-style.rules.ts'
import { escapeXml, shorten } from './picture-text.rules.ts'
import { growTree, type PictureLanding } from './picture-tree.rules.ts'

export type { Scheme } from './picture-style.rules.ts'

interface NetworkToDraw {
  clientName: string
  people: readonly Person[]
  /** How many people there are, drawn or not. */
  total: number
  landing: PictureLanding | undefined
  scheme: Scheme
}

/** So many fit one under the other on a page; more go around the client. */
const mostInRows = 60
const margin = 36

/**
 * Draws who introduced whom: the client, everybody under whoever introduced them, and the path to a landing.
 *
 * @returns SVG at its natural size, the same for the same network, in which nothing that anybody wrote is markup
 */
export function drawNetwork({ clientName, people, total, landing, scheme }: NetworkToDraw): string {
  const drawing =
    people.length > mostInRows
      ? drawAround(growTree(clientName, people, landing, 136))
      : drawInRows(growTree(clientName, people, landing, 180))
  const words = describe({ clientName, people, total, landing })
  const width = Math.ceil(Math.max(drawing.width, 620) + 2 * margin)
  const legend = drawLegend(drawing.signs, width - 2 * margin)
  const top = margin + 74
  const bottom = Math.ceil(top + drawing.height + 28)
  const height = bottom + legend.height + margin
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeXml(words.heading)}</title>
<desc id="desc">${escapeXml([words.subheading, words.path].filter(Boolean).join(' '))}</desc>
<style>${styleSheet(scheme)}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="heading" x="${margin}" y="${margin + 22}">${escapeXml(shorten(words.heading, width - 2 * margin, 26))}</text>
<text class="subheading" x="${margin}" y="${margin + 48}">${escapeXml(shorten(words.subheading, width - 2 * margin, 15))}</text>
<g transform="translate(${number(left(drawing, width))} ${top})">
${drawing.svg}
</g>
<g class="legend" transform="translate(${margin} ${bottom})">
${legend.svg}
</g>
</svg>
`
}

const left = (drawing: Drawing, width: number) => (width - drawing.width) / 2
const number = (value: number) => String(Math.round(value * 10) / 10)

/** The picture in words: for its heading, and for whoever cannot see it. */
function describe({ clientName, people, total, landing }: Omit<NetworkToDraw, 'scheme'>) {
  const introduced = people.filter(({ introducerContactId }) => introducerContactId !== null).length
  const met = introduced === 0 ? '' : `, ${count(introduced)} of them met through somebody else`
  const shown =
    people.length < total
      ? `${count(people.length)} of ${count(total)} people`
      : `${count(total)} ${total === 1 ? 'person' : 'people'}`
  const names = new Map(people.map(({ contactId, name }) => [contactId, name]))
  const path = (landing?.path ?? []).map((id) => names.get(id) ?? '')
  const way = landing ? ` · the way to ${landing.position}, ${landing.company}` : ''
  return {
    heading: `The network of ${clientName}`,
    subheading: `${shown}${met}${way}`,
    path: path.length > 0 ? `It began with ${path.join(', who introduced ')}.` : '',
  }
}

const count = (value: number) => value.toLocaleString('en')
