import { invalid, notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { recordEvents } from '../events/events.service.ts'
import { listPeriodsOf } from '../periods/periods.service.ts'
import { readProgress } from '../periods/progress.service.ts'
import { targetWords } from '../periods/target-words.rules.ts'
import {
  type Commitment,
  findCommitment,
  insertCommitments,
  listCommitments,
  listSearchesNamed,
} from './commitments.repository.ts'
import { findMistakes } from './commitments.rules.ts'
import type { ProposeCommitmentBody } from './commitments.schemas.ts'

/** A commitment that the caller may see. @throws 404 */
export async function getCommitment(trx: PracticeTrx, id: string): Promise<Commitment> {
  const commitment = await findCommitment(trx, id)
  if (!commitment) throw notFound()
  return commitment
}

/** As `getCommitment`, and nobody else changes what this client has promised until the transaction ends. */
export async function getCommitmentLocked(trx: PracticeTrx, id: string): Promise<Commitment> {
  const { clientId } = await getCommitment(trx, id)
  await getClientLocked(trx, clientId)
  return getCommitment(trx, id)
}

/** A client's commitments, newest first. @throws 404 for the client */
export async function listCommitmentsOfClient(
  trx: PracticeTrx,
  clientId: string,
  query: Parameters<typeof listCommitments>[2],
  page: PageRequest,
) {
  await getClient(trx, clientId)
  const { data, next } = await listCommitments(trx, clientId, query, page)
  return { data: data.map(inWords), next }
}

/** The periods of a commitment, newest first. @throws 404 */
export const listPeriodsOfCommitment = async (
  trx: PracticeTrx,
  id: string,
  query: Parameters<typeof listPeriodsOf>[2],
  page: PageRequest,
) => listPeriodsOf(trx, await getCommitment(trx, id), query, page)

/** How the running period of a commitment stands. @throws 404, 409 when it has none */
export const readProgressOf = async (trx: PracticeTrx, id: string) => readProgress(trx, await getCommitment(trx, id))

/** A commitment as answers show it: with its targets in words. */
export const inWords = (commitment: Commitment) => ({
  ...commitment,
  targets: commitment.targets.map((target) => ({ ...target, words: targetWords(target) })),
})

/**
 * Proposes commitments, all of them or none. Nothing is judged before the client accepts.
 *
 * @param pointerTo where in the request body the entry stands, for what is wrong with it
 * @throws 404 for a client, 422 for days out of order or a search of somebody else
 */
export async function proposeCommitments(
  trx: PracticeTrx,
  entries: (ProposeCommitmentBody & { clientId: string })[],
  pointerTo: (index: number) => string,
): Promise<Commitment[]> {
  for (const clientId of new Set(entries.map((entry) => entry.clientId))) await getClient(trx, clientId)
  const searches = await listSearchesNamed(trx, entries)
  const errors = entries.flatMap((entry, index) => findMistakes(entry, searches, pointerTo(index)))
  if (errors.length > 0) throw invalid('Some values cannot be accepted.', { errors })
  const proposed = await insertCommitments(
    trx,
    entries.map(({ targets, ...entry }) => ({ ...entry, targets: JSON.stringify(targets) })),
  )
  await recordEvents(
    trx,
    proposed.map(({ id, clientId, title, period, targets }) => ({
      kind: 'commitment.proposed',
      subjectId: id,
      clientId,
      payload: { title, period, targets },
    })),
  )
  return proposed
}
