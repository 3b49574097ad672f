import { type Edge, findPath } from '../introductions/introductions.rules.ts'

/** An introduction with what decides which of several came first. */
export interface DatedEdge extends Edge {
  id: string
  introducedOn: string
}

/**
 * Introductions that cannot stay: each would close a circle with those that nobody doubts and those that came earlier.
 *
 * @param edges every introduction of the client
 * @param inDoubt those that may have to go; the others run in no circle by themselves
 */
export function findCircleClosers(edges: readonly DatedEdge[], inDoubt: (edge: DatedEdge) => boolean): DatedEdge[] {
  const kept: Edge[] = edges.filter((edge) => !inDoubt(edge))
  const inOrder = edges.filter(inDoubt).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  return inOrder.filter((edge) => {
    const closes = findPath(kept, edge.introducedContactId, edge.introducerContactId) !== undefined
    if (!closes) kept.push(edge)
    return closes
  })
}

const sortKey = ({ introducedOn, id }: DatedEdge) => `${introducedOn} ${id}`
