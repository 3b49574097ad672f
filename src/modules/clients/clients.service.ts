import { invalidField, notFound } from '../../errors.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { newId } from '../../infra/security/ids.ts'
import { followLater } from '../announcement-facts/announcement-facts.service.ts'
import { withdrawHandlesTo } from '../access-handles/access-handles.service.ts'
import { digestsChanged, digestsChosen } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { endSessionsOfClient } from '../users/sessions.service.ts'
import { clientEmailTaken, clientStatusRefused, clientWithholds, fieldForbidden } from './clients.problems.ts'
import {
  type Client,
  findAnyClient,
  findClient,
  insertClient,
  isEmailTaken,
  lockClient,
  updateClient,
} from './clients.repository.ts'
import { fieldsOfTheCoach, isWithheld, mergeConsents } from './clients.rules.ts'
import type { CreateClientBody, UpdateClientBody } from './clients.schemas.ts'

/** Who hears what becomes of clients, in the same transaction: what stands above them. */
export interface ClientFollowers {
  moved: (trx: PracticeTrx, clientId: string, timeZone: string) => Promise<void>
  statusChanged: (trx: PracticeTrx, clientId: string, to: keyof typeof allowedFrom) => Promise<void>
}

/** A client that the caller may see; undefined for one that there is not. */
export const getClientIfThere = (trx: PracticeTrx, id: string): Promise<Client | undefined> => findClient(trx, id)

/** A client of this practice that the caller may see. @throws 404 */
export async function getClient(trx: PracticeTrx, id: string): Promise<Client> {
  const client = await findClient(trx, id)
  if (!client) throw notFound()
  return client
}

/** As `getClient`, and nobody else changes what is this client's in an order of its own until the transaction ends. */
export async function getClientLocked(trx: PracticeTrx, id: string): Promise<Client> {
  if (!(await lockClient(trx, id))) throw notFound()
  return getClient(trx, id)
}

/** Whether the caller can see any client of the practice. */
export const hasClients = async (trx: PracticeTrx): Promise<boolean> => (await findAnyClient(trx)) !== undefined

/** Adds somebody to coach; mails nobody. @throws 409 for a known address, 422 for a coach who is not of the practice */
export async function createClient(trx: PracticeTrx, body: CreateClientBody): Promise<Client> {
  const emailKey = normalizeAddress(body.email)!
  if (await isEmailTaken(trx, emailKey)) throw clientEmailTaken()
  const { coachId = trx.actor.kind === 'member' ? trx.actor.id : undefined, consents, digest = null, ...rest } = body
  if (!coachId) throw invalidField('/coachId', 'must name a member of the practice')
  const id = newId()
  try {
    await insertClient(
      trx,
      {
        ...rest,
        id,
        practiceId: trx.practiceId,
        emailKey,
        digest,
        consents: JSON.stringify(consents),
        createdAt: trx.now,
        updatedAt: trx.now,
      },
      coachId,
    )
  } catch (error) {
    if (sqlStateOf(error) === '23503') throw invalidField('/coachId', 'must name a member of the practice')
    // Of somebody whom members see no more.
    if (sqlStateOf(error) === '23505') throw clientEmailTaken()
    throw error
  }
  await digestsChanged(trx, { clientIds: [id] })
  await recordEvent(trx, { kind: 'client.created', subjectId: id, clientId: id, payload: { name: body.name } })
  return getClient(trx, id)
}

/**
 * Changes what is given. Another address ends what was mailed to the old one: links, and the sessions they opened.
 *
 * @throws 403 for a client who changes what is their coach's, 404, 409 for a known address
 */
export async function editClient(
  trx: PracticeTrx,
  id: string,
  changes: UpdateClientBody,
  followers: ClientFollowers,
): Promise<Client> {
  const before = await getClientLocked(trx, id)
  if (trx.actor.kind === 'client') requireOwnFields(changes)
  else if (changes.consents?.coachSeesAfterwards) throw onlyTheClientSays()
  const { email, consents, ...rest } = changes
  const emailKey = email === undefined ? undefined : normalizeAddress(email)!
  if (emailKey !== undefined && (await isEmailTaken(trx, emailKey, id))) throw clientEmailTaken()
  const values = {
    ...rest,
    ...(email ? { email, emailKey } : {}),
    ...(consents ? { consents: JSON.stringify(mergeConsents(before.consents, consents)) } : {}),
  }
  await updateClient(trx, id, values)
  if (emailKey !== undefined && emailKey !== normalizeAddress(before.email)) {
    await endAccess(trx, id, 'email_changed')
  }
  await recordEvent(trx, {
    kind: 'client.updated',
    subjectId: id,
    clientId: id,
    payload: { changed: Object.keys(changes), ...(consents ? { consents } : {}) },
  })
  if (changes.digest !== undefined) await digestsChosen(trx, { clientIds: [id] })
  else if (changesDigests(changes)) await digestsChanged(trx, { clientIds: [id] })
  if (isInNotes.some((field) => changes[field] && changes[field] !== before[field])) await followLater(trx, id)
  if (changes.timeZone && changes.timeZone !== before.timeZone) await followers.moved(trx, id, changes.timeZone)
  return getClient(trx, id)
}

/** Who signs the notes to a client's contacts, and how days stand in them. */
const isInNotes = ['name', 'locale'] as const

const onlyTheClientSays = () =>
  fieldForbidden('What is seen of them afterwards is for the client to say.', {
    errors: [{ pointer: '/consents/coachSeesAfterwards', detail: 'is for the client to say' }],
  })

const changesDigests = ({ timeZone, digestWeekday, digestHour }: UpdateClientBody): boolean =>
  timeZone !== undefined || digestWeekday !== undefined || digestHour !== undefined

function requireOwnFields(changes: UpdateClientBody): void {
  const forbidden = fieldsOfTheCoach(changes)
  if (forbidden.length === 0) return
  throw fieldForbidden(`Ask your coach to change ${forbidden.join(' and ')}.`, {
    errors: forbidden.map((field) => ({ pointer: `/${field}`, detail: 'is for your coach to change' })),
  })
}

async function endAccess(trx: PracticeTrx, id: string, because: string): Promise<void> {
  await withdrawHandlesTo(trx, 'sign_in_link', id)
  await endSessionsOfClient(trx, id, because)
}

const allowedFrom: Record<'paused' | 'active' | 'alumni' | 'archived', Client['status'][]> = {
  paused: ['active'],
  active: ['paused', 'alumni', 'archived'],
  alumni: ['active', 'paused'],
  archived: ['active', 'paused', 'alumni'],
}

/** Pauses, resumes, completes or puts a client away. @throws 404, 409 when the present status does not lead there */
export async function changeClientStatus(
  trx: PracticeTrx,
  id: string,
  status: keyof typeof allowedFrom,
  followers: ClientFollowers,
): Promise<Client> {
  const client = await getClientLocked(trx, id)
  if (isWithheld(client)) throw clientWithholds('They can change their consents, and then be resumed or put away.')
  if (!allowedFrom[status].includes(client.status)) {
    throw clientStatusRefused(
      `The client is ${client.status}; only ${allowedFrom[status].join(' or ')} leads to ${status}.`,
    )
  }
  await updateClient(trx, id, { status })
  if (status === 'archived') await endAccess(trx, id, 'client_archived')
  await recordEvent(trx, {
    kind: 'client.status_changed',
    subjectId: id,
    clientId: id,
    payload: { from: client.status, to: status },
  })
  await digestsChanged(trx, { clientIds: [id] })
  await followers.statusChanged(trx, id, status)
  return getClient(trx, id)
}
