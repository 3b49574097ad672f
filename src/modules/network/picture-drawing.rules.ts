import type { Person } from './network.rules.ts'
import { drawDisc, drawMark, type Sign, signOf } from './picture-marks.rules.ts'
import { escapeXml } from './picture-text.rules.ts'
import {
  layAround, layInRows, type PlacedSpot, placeGenerations, radiusFor, size, type Spot,
} from './picture-tree.rules.ts' // prettier-ignore

/** The inside of a picture: from 0 0 to its width and height. */
export interface Drawing {
  svg: string
  width: number
  height: number
  /** What a legend must explain. */
  signs: Set<Sign>
}

/** A point on the paper, from how far across the tree (a row, an angle) and how far from the client. */
type Project = (across: number, along: number) => [x: number, y: number]

/** Draws the tree from left to right, a row for each leaf: as many as one sees at a glance. */
export function drawInRows(root: Spot): Drawing {
  const placed = layInRows(root)
  const rows = placed.descendants().map(({ x }) => x)
  const [first, last] = [Math.min(...rows), Math.max(...rows)]
  const generations = placeGenerations(placed, 54, () => 0)
  const top = size.disc + 6
  const project: Project = (row, along) => [size.disc + along, top + (row - first) * size.row]
  return {
    svg: drawTree(placed, generations, project, () => ''),
    width: size.disc + generations.at(-1)!.ends,
    height: 2 * top + (last - first) * size.row,
    signs: signsOf(placed),
  }
}

/**
 * Draws the tree around the client. Those whom nobody introduced and who introduced nobody stand on a ring of their own,
 * outside, by tier and name.
 */
export function drawAround(root: Spot): Drawing {
  const stands = ({ branches, kind }: Spot) => branches.length > 0 || kind === 'landing'
  const placed = layAround({ ...root, branches: root.branches.filter(stands) })
  const generations = placeGenerations(placed, 27, radiusFor)
  const alone = root.branches.filter((spot) => !stands(spot)).toSorted(byTier)
  const inside = generations.at(-1)!.ends
  const ring = alone.length === 0 ? 0 : Math.max(inside + 28, (alone.length * size.pitch) / (2 * Math.PI), 180)
  const radius = Math.max(inside, ring + Math.max(0, ...alone.map(({ reach }) => reach))) + 4
  const project: Project = (angle, along) => [radius + along * Math.sin(angle), radius - along * Math.cos(angle)]
  const onRing = alone.map((spot, index) => {
    const angle = ((index + 0.5) / alone.length) * 2 * Math.PI
    return drawSpot(spot, project(angle, ring), turn(angle))
  })
  const circle = ring > 0 ? `<circle class="ring" cx="${round(radius)}" cy="${round(radius)}" r="${round(ring)}"/>` : ''
  return {
    svg: [circle, drawTree(placed, generations, project, turn), ...onRing].join('\n'),
    width: 2 * radius,
    height: 2 * radius,
    signs: new Set([...signsOf(placed), ...alone.map(signOf), ...(ring > 0 ? (['ring'] as const) : [])]),
  }
}

const tiers: Person['tier'][] = ['inner', 'active', 'extended']
const byTier = (a: Spot, b: Spot) => tiers.indexOf(a.person!.tier) - tiers.indexOf(b.person!.tier)

const signsOf = (placed: PlacedSpot) =>
  new Set([
    ...placed
      .descendants()
      .slice(1)
      .map(({ data }) => signOf(data)),
    ...(placed.data.onPath ? (['path'] as const) : []),
  ])

/** Lines first, so that marks and names lie on them; the path last of the lines. */
function drawTree(
  root: PlacedSpot,
  generations: { begins: number; ends: number }[],
  project: Project,
  turning: (across: number) => string,
): string {
  const lines = root
    .links()
    .toSorted((a, b) => Number(a.target.data.onPath) - Number(b.target.data.onPath))
    .map(({ source, target }) => {
      const from = generations[source.depth]!
      const to = generations[target.depth]!.begins
      // Around the client, lines leave straight for those whom they lead to.
      const out = source.depth === 0 && turning(0) !== '' ? target.x : source.x
      const middle = (from.ends + to) / 2
      const points = [
        project(out, from.begins + source.data.reach + 4),
        project(out, from.ends),
        project(out, middle),
        project(target.x, middle),
        project(target.x, to),
      ].map((point) => point.map(round).join(' '))
      const [start, end, leave, arrive, there] = points
      return `<path class="line${target.data.onPath ? ' path' : ''}" d="M${start}L${end}C${leave} ${arrive} ${there}"/>`
    })
  const spots = root
    .descendants()
    .slice(1)
    .map(({ data, x, depth }) => drawSpot(data, project(x, generations[depth]!.begins), turning(x)))
  return [...lines, drawDisc(root.data.label, project(root.x, 0)), ...spots].join('\n')
}

function drawSpot(spot: Spot, [x, y]: [number, number], turned: string): string {
  const isLeft = turned.startsWith('-')
  const classes = [spot.person?.tier ?? spot.kind, ...(spot.onPath ? ['path'] : [])].join(' ')
  const rotation = turned ? ` transform="rotate(${turned.replace('-', '')})"` : ''
  const write = (line: string, from: number, y: number) =>
    `<text x="${isLeft ? -from : from}" y="${y}"${isLeft ? ' text-anchor="end"' : ''}>${escapeXml(line)}</text>`
  const label = spot.under ? write(spot.label, 16, -3) + write(spot.under, 16, 14) : write(spot.label, size.mark, 4.4)
  const place = `translate(${round(x)} ${round(y)})`
  // Only the words turn: a tier's mark looks everywhere as it does in the legend.
  return `<g class="${classes}" transform="${place}"><title>${escapeXml(hint(spot))}</title>${drawMark(signOf(spot))}<g${rotation}>${label}</g></g>`
}

/** Along the ray from the client, never upside down: a minus says that the text ends at its spot. */
function turn(angle: number): string {
  const degrees = (angle * 180) / Math.PI
  const isLeft = degrees % 360 >= 180
  return `${isLeft ? '-' : ''}${round((((isLeft ? degrees + 90 : degrees - 90) % 360) + 360) % 360)}`
}

const round = (value: number) => Math.round(value * 10) / 10

/** What is shown of somebody to whoever points at them. */
function hint({ label, person }: Spot): string {
  if (!person) return label
  const { name, title, company, tier, effort, introducedOn } = person
  const work = [title, company].filter(Boolean).join(', ')
  const met = introducedOn && `introduced on ${introducedOn}`
  const talks = `${effort.interactions} ${effort.interactions === 1 ? 'interaction' : 'interactions'}`
  return [name, work, [tier, met, talks].filter(Boolean).join(' · ')].filter(Boolean).join('\n')
}
