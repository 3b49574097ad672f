import { type PracticeTrx, seeWhatIsWithheld } from '../../infra/db/scope.ts'
import { excuseContact } from '../announcements/excusing.service.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { getContact } from '../contacts/contacts.service.ts'
import { endSessionsOfClient } from '../users/sessions.service.ts'
import { withdrawHandlesTo } from '../access-handles/access-handles.service.ts'
import { digestsChanged } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent, recordEvents } from '../events/events.service.ts'
import { beginExportsAnew } from '../exports/exports.service.ts'
import { changeMessages } from '../messages/ledger.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { rememberErased } from '../tombstones/tombstones.service.ts'
import {
  blankClient, blankContacts, blankEverything, blankKeptAnswers, blankRowsOf, dropDraftsNaming, dropSuppressions, eraseEvents,
  isErased, listMergedAddresses, listOpen, lockPeople, type Person, strikeMentions,
} from './erasure.repository.ts' // prettier-ignore
import { mentionOf, mentionOrIdOf } from './mentions.rules.ts'
import { listPersonalTables } from './personal-columns.repository.ts'

/**
 * Removes a contact for good: what says who it was goes from every table, what is counted stays. Their address cannot
 * come back into this network. Nothing happens to one who was erased already; by an id that was merged goes the survivor.
 *
 * @param key what addresses are hashed with
 * @throws 404
 */
export async function eraseContact(trx: PracticeTrx, key: Buffer, id: string): Promise<void> {
  const [person] = await lockPeople(trx, { id })
  if (person) await erasePerson(trx, key, person)
  else if (!(await isErased(trx, id))) await eraseContact(trx, key, (await getContact(trx, id)).id)
}

/** As `eraseContact`, of somebody who was found and locked. */
export async function erasePerson(trx: PracticeTrx, key: Buffer, person: Person): Promise<void> {
  const { id, clientId, emailKey } = person
  const emailKeys = [...(emailKey ? [emailKey] : []), ...(await listMergedAddresses(trx, [id]))]
  await rememberErased(trx, key, { clientId, emailKeys })
  await excuseContact(trx, id)
  await endOpen(trx, clientId, [id])
  const tables = await listPersonalTables(trx)
  await blankRowsOf(trx, tables, clientId, [id])
  await blankContacts(trx, clientId, [id])
  await dropSuppressions(trx, emailKeys, clientId)
  const subjectIds = await dropDraftsNaming(trx, clientId, emailKeys)
  await finishTasks(trx, { subjectIds, status: 'cancelled' })
  await strikeMentions(trx, tables, clientId, mentionOf([person]))
  await eraseEvents(trx, clientId, [id], mentionOf([person]))
  await blankKeptAnswers(trx, mentionOrIdOf([person]))
  await beginExportsAnew(trx, clientId)
  await recordEvent(trx, { kind: 'contact.erased', subjectId: id, clientId })
}

/** Removes a client for good, with everybody they know. @throws 404 */
export async function eraseClient(trx: PracticeTrx, key: Buffer, clientId: string): Promise<void> {
  const client = await getClientLocked(trx, clientId)
  await seeWhatIsWithheld(trx)
  // Who writes one now needs the client for it: waited for while nothing of the client has been changed.
  await beginExportsAnew(trx, clientId)
  const people = await lockPeople(trx, { clientId })
  const merged = await listMergedAddresses(trx, people.map(({ id }) => id)) // prettier-ignore
  await rememberErased(trx, key, {
    clientId,
    emailKeys: [...people.flatMap(({ emailKey }) => emailKey ?? []), ...merged],
  })
  await endOpen(trx, clientId)
  await withdrawHandlesTo(trx, 'sign_in_link', clientId)
  await withdrawHandlesTo(trx, 'calendar_feed', clientId)
  await endSessionsOfClient(trx, clientId, 'client_erased')
  await blankEverything(trx, await listPersonalTables(trx), clientId)
  await blankContacts(trx, clientId, people.map(({ id }) => id)) // prettier-ignore
  await blankClient(trx, clientId)
  await digestsChanged(trx, { clientIds: [clientId] })
  await eraseEvents(trx, clientId, null, '')
  await blankKeptAnswers(trx, mentionOrIdOf([{ ...client, phone: null, profileUrl: null }]))
  await recordEvents(trx, [{ kind: 'client.erased', subjectId: clientId, clientId }])
}

/** What was to be sent or done need not be any more. */
async function endOpen(trx: PracticeTrx, clientId: string, contactIds?: string[]): Promise<void> {
  const { messages, tasks } = await listOpen(trx, clientId, contactIds)
  await changeMessages(trx, {}, messages.map(({ id }) => ({ id, status: 'cancelled' as const }))) // prettier-ignore
  for (const { subjectId } of tasks) await finishTasks(trx, { subjectId, status: 'cancelled' })
}
