import type { PracticeTrx } from '../../infra/db/scope.ts'
import { watchAnnouncement } from '../announcements/watching.service.ts'
import { getClient } from '../clients/clients.service.ts'
import type { Office } from '../links/office.service.ts'
import { getCoachOf } from '../members/members.service.ts'
import { queueMessage } from '../messages/messages.service.ts'

/** As `watchAnnouncement`; and if it pauses itself, the coach hears of it by mail: tasks are not looked at every hour. */
export async function watchAndTell(trx: PracticeTrx, office: Office, id: string): Promise<void> {
  const paused = await watchAnnouncement(trx, id)
  if (!paused) return
  const { clientId, title, body } = paused
  const coach = await getCoachOf(trx, await getClient(trx, clientId))
  await queueMessage(trx, {
    kind: 'announcement_paused',
    lane: 'transactional',
    clientId,
    userId: coach.userId,
    from: { name: 'Cadre', address: office.mailFrom },
    to: { name: coach.name, address: coach.email },
    subject: 'An announcement is waiting for you',
    text: `${coach.name},\n\n${title}.\n\n${body}\n`,
  })
}
