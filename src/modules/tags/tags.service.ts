import { notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { planLater } from '../cadences/planning.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { foldCase } from '../contacts/contacts.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { findTag, listTags, lockTagged, replaceTags, type Tag } from './tags.repository.ts'

/** The tags of a client's contacts. @throws 404 */
export async function listTagsOfClient(
  trx: PracticeTrx,
  clientId: string,
  page: PageRequest,
): Promise<KeysetPage<Tag>> {
  await getClient(trx, clientId)
  return listTags(trx, clientId, page)
}

/** A tag as most write it, with how many have it. @throws 404 when nobody has it */
export async function getTag(trx: PracticeTrx, clientId: string, tag: string): Promise<Tag> {
  await getClient(trx, clientId)
  const found = await findTag(trx, clientId, foldCase(tag))
  if (!found) throw notFound()
  return found
}

/** Renames a tag of all of a client's contacts; what has the new name already takes it in. */
export async function renameTag(trx: PracticeTrx, clientId: string, from: string, tag: string): Promise<Tag> {
  const [fromKey, into] = [foldCase(from), { tag, tagKey: foldCase(tag) }]
  const contactIds = await lockTagged(trx, clientId, fromKey, into)
  await replaceTags(trx, { clientId, contactIds }, [fromKey, into.tagKey], into)
  await recordEvent(trx, {
    kind: 'client.tag_renamed',
    subjectId: clientId,
    clientId,
    payload: { from, to: tag, contacts: contactIds.length },
  })
  await planLater(trx, clientId)
  return getTag(trx, clientId, tag)
}

/** Takes a tag off all of a client's contacts; nothing happens when nobody has it. @throws 404 for the client */
export async function deleteTag(trx: PracticeTrx, clientId: string, tag: string): Promise<void> {
  await getClient(trx, clientId)
  const tagKey = foldCase(tag)
  const contactIds = await lockTagged(trx, clientId, tagKey, null)
  if (contactIds.length === 0) return
  await replaceTags(trx, { clientId, contactIds }, [tagKey], null)
  await recordEvent(trx, {
    kind: 'client.tag_deleted',
    subjectId: clientId,
    clientId,
    payload: { tag, contacts: contactIds.length },
  })
  await planLater(trx, clientId)
}
