import type { Person } from './network.rules.ts'
import { escapeXml, shorten } from './picture-text.rules.ts'
import { size, type Spot } from './picture-tree.rules.ts'

/** What a legend explains: a kind of mark, a line, the ring. */
export type Sign = Person['tier'] | 'landing' | 'path' | 'ring'

export const signOf = ({ person }: Spot): Person['tier'] | 'landing' => person?.tier ?? 'landing'

const marks: Record<Person['tier'] | 'landing', string> = {
  inner: '<circle class="mark" r="3.4"/><circle class="halo" r="6.2"/>',
  active: '<path class="mark" d="M0-5.2 5.2 0 0 5.2-5.2 0Z"/>',
  extended: '<circle class="mark" r="3.4"/>',
  landing: '<path class="mark" d="M0-9.5 2.4-3.2 9-2.9 3.8 1.2 5.6 7.7 0 4-5.6 7.7-3.8 1.2-9-2.9-2.4-3.2Z"/>',
}

/** A tier is told by its shape: colour only helps. */
export const drawMark = (sign: Person['tier'] | 'landing'): string => marks[sign]

/** The client, with as much of the name as the disc holds: first name above, the rest below. */
export function drawDisc(name: string, [x, y]: [number, number]): string {
  const [first = '', ...rest] = name.split(/\s+/)
  const lines = [first, rest.join(' ')].filter(Boolean).map((line) => shorten(line, 2 * size.disc - 14, 13))
  const texts = lines.map((line, index) => {
    const below = 5 + (index - (lines.length - 1) / 2) * 17
    return `<text y="${below}">${escapeXml(line)}</text>`
  })
  return `<g transform="translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})"><title>${escapeXml(name)}</title><circle class="disc" r="${size.disc}"/>${texts.join('')}</g>`
}
