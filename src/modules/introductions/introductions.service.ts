import { invalidField, notFound } from '../../errors.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { factsChanged } from '../announcement-facts/announcement-facts.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { introductionCycle, introductionExists } from './introductions.problems.ts'
import {
  deleteIntroductionRow, findIntroduction, findPeople, findPerson, forgetPrimary, insertIntroduction, type Introduction,
  listEdgesAbove, lockIntroductions, lockIntroductionsOf, updateIntroduction,
} from './introductions.repository.ts' // prettier-ignore
import { describePath, findPath } from './introductions.rules.ts'
import type { CreateIntroductionBody, UpdateIntroductionBody } from './introductions.schemas.ts'
import { type Hop, listChain, listIntroducers, listTree, sumEffort } from './chains.repository.ts'

/**
 * How the client came to know a contact: from the one with whom it began, whom nobody introduced, down to the contact,
 * along each one's primary introduction. `introducedOn` is the day the client was introduced to that one.
 *
 * @throws 404
 */
export async function findChain(trx: PracticeTrx, contactId: string): Promise<Hop[]> {
  const chain = await listChain(trx, contactId)
  if (chain.length === 0) throw notFound()
  return chain
}

/** Who introduced a contact, through whom, and whom the contact led to. @throws 404 */
export async function getIntroductions(trx: PracticeTrx, contactId: string) {
  const person = await getPerson(trx, contactId)
  const chain = await listChain(trx, person.id)
  const ofChain = chain.map((hop) => hop.contactId)
  return {
    introducers: await listIntroducers(trx, person),
    chain,
    chainEffort: await sumEffort(trx, person.clientId, ofChain),
    tree: await listTree(trx, person),
  }
}

/** Records that a contact introduced the client to another. @throws 404 for the contact, else as `introduce` */
export async function createIntroduction(
  trx: PracticeTrx,
  introducerContactId: string,
  body: CreateIntroductionBody,
): Promise<Introduction> {
  const introducer = await getPerson(trx, introducerContactId)
  const introduced = await findPerson(trx, body.introducedContactId)
  if (introduced?.clientId !== introducer.clientId) {
    throw invalidField('/introducedContactId', 'must name a contact of this client')
  }
  if (introduced.id === introducer.id) {
    throw invalidField('/introducedContactId', 'must be somebody else: nobody introduces themselves')
  }
  return introduce(trx, {
    ...body,
    clientId: introducer.clientId,
    introducerContactId: introducer.id,
    introducedContactId: introduced.id,
  })
}

type NewIntroduction = CreateIntroductionBody & { clientId: string; introducerContactId: string }

/**
 * Records an introduction between two contacts that are known to be this client's.
 *
 * @throws 409 when it would close a circle or is recorded already, 422 for a day to come or a foreign interaction
 */
export async function introduce(trx: PracticeTrx, introduction: NewIntroduction): Promise<Introduction> {
  const { primary = false, introducedOn: day, ...between } = introduction
  const { clientId, introducerContactId, introducedContactId } = between
  const today = dayOf(trx.now, (await getClient(trx, clientId)).timeZone)
  const introducedOn = day ?? today
  refuseDayToCome(introducedOn, today)
  await lockIntroductions(trx, clientId)
  await refuseCircle(trx, introduction)
  const madePrimaryAt = primary ? trx.now : null
  const values = { ...between, introducedOn, madePrimaryAt, practiceId: trx.practiceId, createdAt: trx.now }
  const id = await refusingForeign(between.interactionId, () => insertIntroduction(trx, values))
  if (!id) throw introductionExists('Change it if its day or conversation is wrong.')
  await recordEvent(trx, {
    kind: 'introduction.created',
    subjectId: id,
    clientId,
    payload: { introducerContactId, introducedContactId, introducedOn },
  })
  await factsChanged(trx, clientId)
  return getIntroduction(trx, id)
}

/** An introduction that the caller may see. @throws 404 */
export async function getIntroduction(trx: PracticeTrx, id: string): Promise<Introduction> {
  const introduction = await findIntroduction(trx, id)
  if (!introduction) throw notFound()
  return introduction
}

/** As `getIntroduction`, and nobody else changes how the client came to know this contact until the transaction ends. */
export async function getIntroductionLocked(trx: PracticeTrx, id: string): Promise<Introduction> {
  await lockIntroductionsOf(trx, await getIntroduction(trx, id))
  return getIntroduction(trx, id)
}

/**
 * Changes the day or the conversation of an introduction that was read with `getIntroductionLocked`, or whether chains
 * follow it.
 *
 * @throws 422 for a day to come or a foreign interaction
 */
export async function editIntroduction(
  trx: PracticeTrx,
  introduction: Introduction,
  { primary, ...changes }: UpdateIntroductionBody,
): Promise<Introduction> {
  const { id, clientId } = introduction
  if (changes.introducedOn) {
    refuseDayToCome(changes.introducedOn, dayOf(trx.now, (await getClient(trx, clientId)).timeZone))
  }
  if (primary === false) await forgetPrimary(trx, introduction)
  const values = { ...changes, ...(primary && { madePrimaryAt: trx.now }) }
  await refusingForeign(changes.interactionId, () => updateIntroduction(trx, id, values))
  await recordEvent(trx, {
    kind: 'introduction.updated',
    subjectId: id,
    clientId,
    payload: { ...changes, ...(primary !== undefined && { primary }) },
  })
  await factsChanged(trx, clientId)
  return getIntroduction(trx, id)
}

/** Removes an introduction that was read with `getIntroductionLocked`; the people stay. */
export async function deleteIntroduction(trx: PracticeTrx, introduction: Introduction): Promise<void> {
  const { id, clientId, introducerContactId, introducedContactId, introducedOn } = introduction
  await deleteIntroductionRow(trx, id)
  await recordEvent(trx, {
    kind: 'introduction.deleted',
    subjectId: id,
    clientId,
    payload: { introducerContactId, introducedContactId, introducedOn },
  })
  await factsChanged(trx, clientId)
}

/** Lets nobody else introduce people to a client until the transaction ends: for what changes who is who. */
export const holdIntroductions = (trx: PracticeTrx, clientId: string): Promise<void> => lockIntroductions(trx, clientId)

async function getPerson(trx: PracticeTrx, contactId: string) {
  const person = await findPerson(trx, contactId)
  if (!person) throw notFound()
  return person
}

function refuseDayToCome(day: string, today: string): void {
  if (day > today) throw invalidField('/introducedOn', `must not be after today, ${today} for this client`)
}

async function refuseCircle(
  trx: PracticeTrx,
  { clientId, introducerContactId, introducedContactId }: NewIntroduction,
): Promise<void> {
  const edges = await listEdgesAbove(trx, clientId, introducerContactId)
  const ids = findPath(edges, introducedContactId, introducerContactId)
  if (!ids) return
  const names = new Map((await findPeople(trx, ids)).map(({ id, name }) => [id, name]))
  const path = ids.map((contactId) => ({ contactId, name: names.get(contactId)! }))
  throw introductionCycle(describePath(path.map(({ name }) => name)), { extra: { path } })
}

async function refusingForeign<T>(interactionId: string | null | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    // The contacts are known to be there; what can be missing is the interaction.
    if (sqlStateOf(error) === '23503' && interactionId) {
      throw invalidField('/interactionId', 'must name an interaction of this client')
    }
    throw error
  }
}
