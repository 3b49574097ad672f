import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import type { Office } from '../links/office.service.ts'
import { getMember } from '../members/members.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import { composeClientDigest } from './client-digest.service.ts'
import { composeCoachDigest } from './coach-digest.service.ts'
import { findSchedule, readHistory } from './digests.repository.ts'
import { seedOf } from './rotation.rules.ts'

/** A digest as it would be if it were written now; its links lead nowhere. */
export type DigestPreview = Awaited<ReturnType<typeof previewOfClient>>

/** A client's next digest. @throws 404 */
export async function previewOfClient(trx: PracticeTrx, clientId: string, { exampleLink }: Office) {
  const client = await getClient(trx, clientId)
  const history = await readHistory(trx, clientId)
  const linkTo = () => exampleLink
  const { facts, isQuiet } = await composeClientDigest(trx, client, { history, linkTo })
  const letter = await letterFor(trx, 'client_digest', facts, {
    seed: seedOf(clientId, history),
    locale: client.locale,
  })
  return asPreview(trx, clientId, letter, isQuiet)
}

/** The next digest of whoever is signed in. */
export async function previewOwn(trx: PracticeTrx, office: Office): Promise<DigestPreview> {
  if (trx.actor.kind === 'system') throw notFound()
  if (trx.actor.kind === 'client') return previewOfClient(trx, trx.actor.id, office)
  const { id } = trx.actor
  const { timeZone } = await getPractice(trx)
  const options = { history: await readHistory(trx, id), timeZone, linkTo: () => office.exampleLink }
  const { facts, isQuiet } = await composeCoachDigest(trx, await getMember(trx, id), options)
  return asPreview(trx, id, await letterFor(trx, 'coach_digest', facts, { seed: id }), isQuiet)
}

async function asPreview(
  trx: PracticeTrx,
  recipientId: string,
  { subject, text, html }: { subject: string; text: string; html: string },
  isQuiet: boolean,
) {
  const schedule = await findSchedule(trx, recipientId)
  const { whenQuiet } = (await getPractice(trx)).digests
  const wouldBeSent = schedule !== undefined && (!isQuiet || whenQuiet)
  return { subject, text, html, dueAt: schedule?.dueAt ?? null, hasSomethingToSay: !isQuiet, wouldBeSent }
}
