import { type PracticeTrx, seeWhatIsWithheld } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { getContact } from '../contacts/contacts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { rememberErased } from '../tombstones/tombstones.service.ts'
import { dropSuppressions, lockPeople } from './erasure.repository.ts'
import type { DataRequestBody } from './erasure.schemas.ts'
import { erasePerson } from './erasure.service.ts'
import { readHeldData } from './held-data.repository.ts'

/**
 * Answers somebody who asks what is held of them, or to be forgotten, in all networks of the practice. Whoever is
 * forgotten comes back into none of them.
 *
 * @param key what addresses are hashed with
 */
export async function answerDataRequest(trx: PracticeTrx, key: Buffer, { email, kind }: DataRequestBody) {
  const emailKey = normalizeAddress(email)!
  if (kind === 'erasure') await seeWhatIsWithheld(trx)
  const people = await lockPeople(trx, { emailKey })
  const networks = []
  for (const { id, clientId } of kind === 'access' ? people : []) {
    networks.push({ clientId, contact: await getContact(trx, id), ...(await readHeldData(trx, id)) })
  }
  if (kind === 'erasure') {
    for (const person of people) await erasePerson(trx, key, person)
    await rememberErased(trx, key, { emailKeys: [emailKey] })
    await dropSuppressions(trx, [emailKey])
  }
  const found = people.map(({ id, clientId }) => ({ contactId: id, clientId }))
  await recordEvent(trx, { kind: 'data_request.answered', subjectId: trx.practiceId, payload: { kind, found } })
  return { kind, found, networks }
}
