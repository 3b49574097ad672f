import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Announcement } from '../announcements/announcements.repository.ts'
import { askForApproval } from '../announcements/approving.service.ts'
import { bothMustApprove } from '../announcements/approvers.service.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { readReview } from '../announcements/reviewing.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { tellStory } from '../landings/story.service.ts'
import type { Office } from '../links/office.service.ts'
import { expiryOf } from '../links/purposes.rules.ts'
import { getCoachOf } from '../members/members.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { letterFor } from '../templates/letters.service.ts'

/**
 * Mails the client how their job came about, and a link by which they read, change and approve what goes out in their
 * name. @throws 404, 409 once it was approved or is over
 */
export async function requestApproval(trx: PracticeTrx, office: Office, id: string): Promise<Announcement> {
  const asked = await askForApproval(trx, id)
  await mailReview(trx, office, asked)
  return asked
}

async function mailReview(trx: PracticeTrx, office: Office, { id, clientId, searchId }: Announcement): Promise<void> {
  const client = await getClient(trx, clientId)
  const coach = await getCoachOf(trx, client)
  const { notes, calls, others, toLookAt } = await readReview(trx, id, 1)
  const link = office.linkTo(trx, 'review_announcement', { holderId: clientId, subjectId: id })
  const goodUntil = expiryOf('review_announcement', trx.now)!
  const facts = {
    clientFirstName: firstName(client.name) ?? client.name,
    coachName: coach.name,
    link,
    validMinutes: (goodUntil.getTime() - trx.now.getTime()) / 60_000,
    notes,
    calls,
    others,
    toLookAt,
    bothApprove: await bothMustApprove(trx),
    story: (await tellStory(trx, searchId)).sentence,
  }
  const letter = await letterFor(trx, 'announcement_review', facts, { seed: id, locale: client.locale })
  await queueMessage(trx, {
    ...letter,
    kind: 'announcement_review',
    lane: 'transactional',
    clientId,
    from: { name: coach.name, address: office.mailFrom },
    to: { name: client.name, address: client.email },
    replyTo: coach.email,
    // Whoever else may read the mail must not approve by it.
    secret: link.split('/').at(-1)!,
    expiresAt: goodUntil,
  })
}
