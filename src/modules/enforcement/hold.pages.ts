import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { LinkPage } from '../links/following.pages.ts'
import type { Office } from '../links/office.service.ts'
import { getCoached } from './by-hand.service.ts'
import type { Escalation } from './escalations.repository.ts'
import { getEscalation, holdEscalation } from './deciding.service.ts'
import { releaseEscalation } from './reconsidering.service.ts'

/** What a coach's heads-up leads to: the warning does not go out before they say so. */
export const holdPage = (office: Office): LinkPage<{ escalationId: string }> => ({
  async ask(trx, { subjectId }) {
    const { clientName, status } = await stepOf(trx, subjectId)
    if (status === 'held') return held(clientName)
    if (status !== 'planned') return { title: 'Nothing to hold', paragraphs: [becameOf(clientName, status)] }
    return {
      title: `Hold the mail to ${clientName}?`,
      paragraphs: ['It does not go out until you confirm it, and their ladder stays where it is.'],
      form: { fields: [], button: 'Hold it' },
    }
  },
  async act(trx, { subjectId }) {
    await holdEscalation(trx, office, subjectId, 'Held with the link in the heads-up.')
    return { escalationId: subjectId }
  },
  async tell(trx, _link, { escalationId }) {
    const { clientName, status } = await stepOf(trx, escalationId)
    if (status === 'held') return held(clientName)
    return { title: 'It is held no more', paragraphs: [becameOf(clientName, status)] }
  },
  undo: (trx, _link, { escalationId }) => releaseEscalation(trx, office, escalationId),
  mayUndo: async (trx, _link, { escalationId }) => (await stepOf(trx, escalationId)).status === 'held',
})

const becameOf = (clientName: string, status: Escalation['status']): string => {
  if (status === 'taken') return `The mail to ${clientName} has gone out.`
  return `The mail to ${clientName} ${status === 'planned' ? 'goes out' : 'does not go out any more'}.`
}

async function stepOf(trx: PracticeTrx, escalationId: string) {
  const { clientId, status } = await getEscalation(trx, escalationId)
  return { status, clientName: (await getCoached(trx, clientId)).name }
}

const held = (clientName: string) => ({
  title: 'It is held',
  paragraphs: [`The mail to ${clientName} waits for you: confirm it or decline it among their escalations.`],
})
