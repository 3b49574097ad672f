import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { recordEvent } from '../events/events.service.ts'
import { campaignIsWatched, readReception } from '../messages/campaigns.service.ts'
import { whyToStop } from '../messages/reception.rules.ts'
import { openTasks } from '../tasks/tasks.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { type Announcement, updateAnnouncement } from './announcements.repository.ts'
import { pauseAnnouncement, takeUp } from './announcements.service.ts'

/**
 * Looks how the notes of an announcement are received, after one bounced or somebody complained: when that is too much,
 * it pauses until a person has looked at the list.
 *
 * @returns what somebody has to do, if it has paused now
 */
export async function watchAnnouncement(
  trx: PracticeTrx,
  id: string,
): Promise<{ clientId: string; title: string; body: string } | undefined> {
  const announcement = await takeUp(trx, id, campaignIsWatched)
  if (announcement?.status !== 'sending') return undefined
  const reception = await readReception(trx, id)
  const because = whyToStop(reception)
  if (!because) return undefined
  await pauseAnnouncement(trx, id)
  await updateAnnouncement(trx, id, { pausedBecause: because })
  await recordEvent(trx, {
    kind: 'announcement.stopped',
    subjectId: id,
    clientId: announcement.clientId,
    payload: { because, ...reception },
  })
  const { clientName, timeZone } = await readCampaignFacts(trx, id)
  const task = taskFor(announcement, { because, ...reception, clientName, today: dayOf(trx.now, timeZone) })
  await openTasks(trx, [task])
  return task
}

function taskFor(
  { id, clientId }: Announcement,
  {
    because,
    messages,
    bounced,
    complained,
    clientName,
    today,
  }: Awaited<ReturnType<typeof readReception>> & {
    because: 'bounces' | 'complaints'
    clientName: string
    today: string
  },
) {
  const found =
    because === 'bounces'
      ? `${bounced} of the latest ${messages} notes came back: the addresses may be old. Correct or remove the doubtful ones`
      : `${complained} of the latest ${messages} readers reported their note as unwanted. Look at who is on the list and what the notes say`
  return {
    kind: 'paused_announcement' as const,
    subjectId: id,
    clientId,
    title: `Look at the announcement of ${clientName}: it has paused itself`,
    body: `${found}, then let it go on, or cancel it. Nothing further leaves until then.`,
    dueOn: today,
  }
}
