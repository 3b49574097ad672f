import { notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { factsChanged } from '../announcement-facts/announcement-facts.service.ts'
import { getContactsOfClient } from '../contacts/contacts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import {
  deleteInterviewRow,
  findInterview,
  insertInterview,
  type Interview,
  listInterviews,
  listInterviewsAt,
  lockInterview,
  replaceInterviewers,
  updateInterview,
} from './interviews.repository.ts'
import { checkInterviewTime } from './interviews.rules.ts'
import type { CreateInterviewBody, UpdateInterviewBody } from './interviews.schemas.ts'
import { getOpportunity } from './opportunities.service.ts'

/** The interviews for an opportunity, by round. @throws 404 for the opportunity */
export async function listInterviewsOfOpportunity(trx: PracticeTrx, opportunityId: string, page: PageRequest) {
  return listInterviews(trx, await getOpportunity(trx, opportunityId), page)
}

/** An interview of this practice that the caller may see. @throws 404 */
export async function getInterview(trx: PracticeTrx, id: string): Promise<Interview> {
  const interview = await findInterview(trx, id)
  if (!interview) throw notFound()
  return interview
}

/** As `getInterview`, and nobody else changes or removes it until the transaction ends. */
export async function getInterviewLocked(trx: PracticeTrx, id: string): Promise<Interview> {
  await lockInterview(trx, id)
  return getInterview(trx, id)
}

/** The interviews for an opportunity of one round at one instant. @throws 404 for the opportunity */
export const findInterviewsAt = async (
  trx: PracticeTrx,
  opportunityId: string,
  at: Pick<Interview, 'round' | 'occurredAt'>,
): Promise<Interview[]> => listInterviewsAt(trx, await getOpportunity(trx, opportunityId), at)

/** Adds an interview, past or planned. @throws 404, 422 for an outcome before its time or a contact of somebody else */
export async function createInterview(
  trx: PracticeTrx,
  opportunityId: string,
  body: CreateInterviewBody,
): Promise<Interview> {
  const { clientId } = await getOpportunity(trx, opportunityId)
  const { interviewers, ...facts } = body
  checkInterviewTime(facts, trx.now)
  const those = await withContacts(trx, clientId, interviewers)
  const id = await insertInterview(trx, { ...facts, clientId, opportunityId })
  await replaceInterviewers(trx, { id, clientId }, those)
  await recordEvent(trx, {
    kind: 'interview.created',
    subjectId: id,
    clientId,
    payload: { opportunityId, round: facts.round, occurredAt: facts.occurredAt },
  })
  await factsChanged(trx, clientId)
  return getInterview(trx, id)
}

/** Changes an interview that was read with `getInterviewLocked`. @throws 422, as `createInterview` */
export async function editInterview(
  trx: PracticeTrx,
  interview: Interview,
  changes: UpdateInterviewBody,
): Promise<Interview> {
  const { id, clientId, opportunityId } = interview
  const { interviewers, ...facts } = changes
  checkInterviewTime({ ...interview, ...facts }, trx.now)
  await updateInterview(trx, id, facts)
  if (interviewers) await replaceInterviewers(trx, interview, await withContacts(trx, clientId, interviewers))
  await recordEvent(trx, {
    kind: 'interview.updated',
    subjectId: id,
    clientId,
    payload: { opportunityId, changed: Object.keys(changes) },
  })
  await factsChanged(trx, clientId)
  return getInterview(trx, id)
}

/** Removes an interview that was read with `getInterviewLocked`. */
export async function deleteInterview(trx: PracticeTrx, interview: Interview): Promise<void> {
  const { id, clientId, opportunityId, round } = interview
  await deleteInterviewRow(trx, id)
  await recordEvent(trx, { kind: 'interview.deleted', subjectId: id, clientId, payload: { opportunityId, round } })
  await factsChanged(trx, clientId)
}

/** Interviewers, those who are contacts by the ids that they have now. @throws 422 naming who is not the client's */
async function withContacts(
  trx: PracticeTrx,
  clientId: string,
  interviewers: CreateInterviewBody['interviewers'],
): Promise<CreateInterviewBody['interviewers']> {
  const named = interviewers.flatMap(({ contactId }, index) => (contactId ? { contactId, index } : []))
  const contacts = await getContactsOfClient(
    trx,
    clientId,
    named.map(({ contactId }) => contactId),
    (place) => `/interviewers/${named[place]!.index}/contactId`,
  )
  const idAt = new Map(named.map(({ index }, place) => [index, contacts[place]!.id]))
  return interviewers.map((one, index) => ({ ...one, contactId: idAt.get(index) }))
}
