import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Announcement } from '../announcements/announcements.repository.ts'
import { getCoverage } from '../announcements/announcements.service.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { listToldAndToCall, takeUpReport } from '../announcements/reports.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { tellStory } from '../landings/story.service.ts'
import type { Office } from '../links/office.service.ts'
import { getCoachOf } from '../members/members.service.ts'
import { queueMessages } from '../messages/messages.service.ts'
import { letterFor } from '../templates/letters.service.ts'

/**
 * Reports to the client and their coach, when the agenda says that there is something to report: once when the notes are
 * out and others are still to be told, once when everybody has been.
 */
export async function reportAnnouncement(trx: PracticeTrx, office: Office, id: string): Promise<void> {
  const announcement = await takeUpReport(trx, id)
  if (announcement) await mailReports(trx, office, announcement)
}

async function mailReports(
  trx: PracticeTrx,
  office: Office,
  { id, clientId, searchId, status }: Announcement,
): Promise<void> {
  const client = await getClient(trx, clientId)
  const coach = await getCoachOf(trx, client)
  const facts = {
    ...(await getCoverage(trx, id)),
    ...(await listToldAndToCall(trx, id)),
    clientName: client.name,
    coachName: coach.name,
    complete: status === 'completed',
    story: (await tellStory(trx, searchId)).sentence,
  }
  const letterTo = (name: string, forCoach: boolean) =>
    letterFor(
      trx,
      'announcement_report',
      { ...facts, forCoach, firstName: firstName(name) ?? name },
      { seed: id, locale: client.locale },
    )
  const shared = { kind: 'announcement_report', lane: 'transactional' as const, clientId }
  await queueMessages(trx, [
    {
      ...shared,
      ...(await letterTo(client.name, false)),
      from: { name: coach.name, address: office.mailFrom },
      to: { name: client.name, address: client.email },
      replyTo: coach.email,
    },
    {
      ...shared,
      ...(await letterTo(coach.name, true)),
      userId: coach.userId,
      from: { name: 'Cadre', address: office.mailFrom },
      to: { name: coach.name, address: coach.email },
    },
  ])
}
