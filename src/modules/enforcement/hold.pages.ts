import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { LinkPage } from '../links/following.pages.ts'
import type { Office } from '../links/office.service.ts'
import { getCoached } from './by-hand.service.ts'
import { getEscalation, holdEscalation } from './deciding.service.ts'

/** What a coach's heads-up leads to: the warning does not go out before they say so. */
export const holdPage = (office: Office): LinkPage<{ escalationId: string }> => ({
  async ask(trx, { subjectId }) {
    const { clientName, status } = await stepOf(trx, subjectId)
    if (status === 'held') return held(clientName)
    if (status !== 'planned') {
      const gone = status === 'taken' ? 'has gone out' : 'does not go out any more'
      return { title: 'Nothing to hold', paragraphs: [`The mail to ${clientName} ${gone}.`] }
    }
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
    return status === 'held'
      ? held(clientName)
      : { title: 'You have decided', paragraphs: [`The mail to ${clientName} was held, and you decided on it since.`] }
  },
})

async function stepOf(trx: PracticeTrx, escalationId: string) {
  const { clientId, status } = await getEscalation(trx, escalationId)
  return { status, clientName: (await getCoached(trx, clientId)).name }
}

const held = (clientName: string) => ({
  title: 'It is held',
  paragraphs: [`The mail to ${clientName} waits for you: confirm it or decline it among their escalations.`],
})
