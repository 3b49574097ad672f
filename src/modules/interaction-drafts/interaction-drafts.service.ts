import { notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Interaction } from '../interactions/interactions.repository.ts'
import { logInteractions } from '../interactions/interactions.service.ts'
import type { Office } from '../links/office.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { findErasedAddresses } from '../tombstones/tombstones.service.ts'
import {
  countDrafts,
  deleteDraft,
  findDraft,
  insertDraft,
  type InteractionDraft,
  listDrafts,
  lockDraft,
} from './interaction-drafts.repository.ts'
import type { ConfirmDraftBody } from './interaction-drafts.schemas.ts'
import type { MailedConversation } from './mailed.rules.ts'

export { findPracticeOf } from './interaction-drafts.repository.ts'

/** More than these nobody goes through: whoever has got hold of an address fills no database with it. */
const most = 200

/** The private address by which a client logs what they mail; null where no mail is taken in. @throws 404 */
export async function getLoggingAddress(
  trx: PracticeTrx,
  office: Office,
  id: string,
): Promise<{ clientId: string; address: string | null }> {
  const { id: clientId } = await getClient(trx, id)
  return { clientId, address: office.loggingAddressOf(clientId) ?? null }
}

/** A draft that the caller may see. @throws 404 */
export async function getDraft(trx: PracticeTrx, id: string): Promise<InteractionDraft> {
  const draft = await findDraft(trx, id)
  if (!draft) throw notFound()
  return draft
}

/** As `getDraft`, and nobody else confirms or discards it until the transaction ends. */
export async function getDraftLocked(trx: PracticeTrx, id: string): Promise<InteractionDraft> {
  await lockDraft(trx, id)
  return getDraft(trx, id)
}

/** What came to a client's logging address and is not in their log yet, newest first. @throws 404 for the client */
export async function listDraftsOf(
  trx: PracticeTrx,
  clientId: string,
  page: PageRequest,
): Promise<KeysetPage<InteractionDraft>> {
  return listDrafts(trx, (await getClient(trx, clientId)).id, page)
}

/**
 * Keeps a mail that came to a client's logging address until somebody says what conversation it was. It has no effect
 * before. Whoever was erased is not brought back by it.
 *
 * @param mailKey tells this mail from others: handed in again, it is the same draft
 * @param tombstones what addresses of erased people are hashed with
 */
export async function keepDraft(
  trx: PracticeTrx,
  clientId: string,
  { people, ...conversation }: MailedConversation,
  { mailKey, tombstones }: { mailKey: Buffer; tombstones: Buffer },
): Promise<void> {
  const erased = await findErasedAddresses(trx, tombstones, clientId, people.map(({ key }) => key)) // prettier-ignore
  if (erased.size > 0 || (await countDrafts(trx, clientId)) >= most) return
  const id = await insertDraft(trx, { ...conversation, clientId, mailKey, people: JSON.stringify(people) })
  if (!id) return
  const [first] = people
  const whom = first ? `with ${first.name || first.address}` : 'that you told of'
  await openTasks(trx, [
    { kind: 'interaction_draft', subjectId: id, clientId, title: `Note the conversation ${whom}, or discard it` },
  ])
  await recordEvent(trx, { kind: 'interaction_draft.created', subjectId: id, clientId })
}

/**
 * Logs the conversation that a draft was, which is gone then.
 *
 * @param draft read with `getDraftLocked`
 * @throws 422 that names every value that cannot be: contacts, too, where none of the mail's people is one
 */
export async function confirmDraft(
  trx: PracticeTrx,
  draft: InteractionDraft,
  changes: ConfirmDraftBody,
): Promise<Interaction> {
  const contacts = draft.people.flatMap(({ contactId }) => (contactId ? [{ contactId }] : []))
  const summary = [draft.subject, draft.body].filter((part) => part !== null).join('\n\n').slice(0, 10_000) // prettier-ignore
  const { direction, occurredAt, clientId } = draft
  const entry = { type: 'email' as const, direction, occurredAt, contacts, ...(summary && { summary }), ...changes }
  const [logged] = await logInteractions(trx, clientId, [entry], () => '')
  await removeDraft(trx, draft, 'confirmed')
  return logged!
}

/** Forgets a draft that was read with `getDraftLocked`. */
export const discardDraft = (trx: PracticeTrx, draft: InteractionDraft): Promise<void> =>
  removeDraft(trx, draft, 'discarded')

async function removeDraft(
  trx: PracticeTrx,
  { id, clientId }: InteractionDraft,
  as: 'confirmed' | 'discarded',
): Promise<void> {
  await deleteDraft(trx, id)
  await finishTasks(trx, { subjectId: id, status: as === 'confirmed' ? 'done' : 'cancelled' })
  await recordEvent(trx, { kind: `interaction_draft.${as}`, subjectId: id, clientId })
}
