import { hierarchy, type HierarchyPointNode, tree } from 'd3-hierarchy'
import type { Landing, Person } from './network.rules.ts'
import { shorten, widthOf } from './picture-text.rules.ts'

/** Sizes in the picture's own pixels. */
export const size = { label: 12.5, landing: 14, disc: 46, mark: 10, row: 26, pitch: 17.5, bold: 1.13 }

/** What is drawn at one place: the client, somebody, or the landing at the end of the path. */
export interface Spot {
  kind: 'client' | 'person' | 'landing'
  person?: Person
  label: string
  /** A second line. */
  under?: string
  /** How far its label reaches beyond the spot itself. */
  reach: number
  onPath: boolean
  branches: Spot[]
}

export type PlacedSpot = HierarchyPointNode<Spot>

export type PictureLanding = Pick<Landing, 'position' | 'company'> & { path: readonly string[] }

/**
 * Everybody under whoever introduced them, those whom nobody introduced under the client; the path comes first.
 *
 * @param longest how wide a label may be
 */
export function growTree(
  clientName: string,
  people: readonly Person[],
  landing: PictureLanding | undefined,
  longest: number,
): Spot {
  const path = new Set(landing?.path)
  const under = Map.groupBy(people, (person) => person.introducerContactId)
  const branchesOf = (id: string | null): Spot[] => {
    const spots = (under.get(id) ?? []).map((person): Spot => {
      const onPath = path.has(person.contactId)
      const label = shorten(person.name, longest, size.label)
      return {
        kind: 'person',
        person,
        label,
        reach: size.mark + widthOf(label, onPath ? size.bold * size.label : size.label),
        onPath,
        branches: branchesOf(person.contactId),
      }
    })
    const ends = landing && (landing.path.at(-1) ?? null) === id ? [landingSpot(landing, 1.5 * longest)] : []
    return [...ends, ...spots].toSorted(byPathThenSize)
  }
  return { kind: 'client', label: clientName, reach: size.disc, onPath: path.size > 0, branches: branchesOf(null) }
}

function landingSpot({ position, company }: PictureLanding, longest: number): Spot {
  const [label, under] = [position, company].map((line) => shorten(line, longest, size.landing))
  const width = Math.max(widthOf(label!, size.bold * size.landing), widthOf(under!, size.landing))
  return { kind: 'landing', label: label!, under: under!, reach: 18 + width, onPath: true, branches: [] }
}

const peopleIn = (spot: Spot): number => spot.branches.reduce((sum, branch) => sum + peopleIn(branch), 1)

const byPathThenSize = (a: Spot, b: Spot) =>
  Number(b.onPath) - Number(a.onPath) || peopleIn(b) - peopleIn(a) || compare(nameOf(a), nameOf(b))

/** By the name's own characters: the same on every machine. */
const nameOf = ({ label, person }: Spot) => `${person?.name ?? label} ${person?.contactId ?? ''}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The landing has two lines and needs the room of them. */
const lines = (a: PlacedSpot, b: PlacedSpot) => (a.data.under || b.data.under ? 1.6 : 1)

/** Lays the tree out with a row for each leaf; `x` counts rows. */
export const layInRows = (root: Spot): PlacedSpot =>
  tree<Spot>()
    .nodeSize([1, 1])
    .separation((a, b) => lines(a, b) * (a.parent === b.parent ? 1 : 1.3))(hierarchy(root, ({ branches }) => branches))

/** Lays the tree out around the client; `x` is the angle, clockwise. */
export const layAround = (root: Spot): PlacedSpot =>
  tree<Spot>()
    .size([2 * Math.PI, 1])
    .separation((a, b) => (lines(a, b) * (a.parent === b.parent ? 1 : 1.4)) / Math.max(a.depth, 1))(
    hierarchy(root, ({ branches }) => branches),
  )

/**
 * Where each generation begins and where its longest label ends, as distances from the client. Between one's end and
 * the next one's beginning there is room for nothing but lines.
 *
 * @param least where a generation may begin at the earliest
 */
export function placeGenerations(
  root: PlacedSpot,
  gap: number,
  least: (spots: PlacedSpot[]) => number,
): { begins: number; ends: number }[] {
  const places: { begins: number; ends: number }[] = []
  const generations = Map.groupBy(root.descendants(), ({ depth }) => depth)
  for (const [depth, spots] of [...generations].toSorted(([a], [b]) => a - b)) {
    const before = places.at(-1)
    const begins = before ? Math.max(before.ends + (depth === 1 ? 1.6 * gap : gap), least(spots)) : 0
    places.push({ begins, ends: begins + Math.max(...spots.map(({ data }) => data.reach)) + 8 })
  }
  return places
}

/** How far out spots must stand so that neighbours on the circle are one line of text apart. */
export function radiusFor(spots: PlacedSpot[]): number {
  if (spots.length < 2) return 0
  const angles = spots.map(({ x }) => x).toSorted((a, b) => a - b)
  const gaps = angles.map((angle, index) => (angles[index + 1] ?? angles[0]! + 2 * Math.PI) - angle)
  return size.pitch / Math.min(...gaps)
}
