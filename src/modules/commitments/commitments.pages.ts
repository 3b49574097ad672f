import { dayOf } from '../../infra/time/calendar.ts'
import { dayInWords } from '../../infra/time/day-words.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { acceptCommitment, mayWithdrawAcceptance, withdrawAcceptance } from './accepting.service.ts'
import { getCommitment, getCommitmentLocked, inWords } from './commitments.service.ts'

const each = { day: 'a day', week: 'a week', fortnight: 'every two weeks', month: 'a month', once: 'in all' }

/** Where a client accepts, from a mail, what was proposed to them. */
export const acceptPage: LinkPage<{ commitmentId: string }> = {
  async ask(trx, { subjectId }) {
    const { title, targets, period, startsOn, status } = inWords(await getCommitment(trx, subjectId))
    if (status !== 'proposed') return { title: 'Nothing to agree to', paragraphs: [notProposed[status]] }
    const promised = `${targets.map(({ words }) => words).join(', ')} ${each[period]}`
    return {
      title,
      paragraphs: [
        `${promised}, from ${dayInWords(startsOn, dayOf(trx.now, 'UTC'))} on.`,
        'Nothing before the day on which you accept counts.',
      ],
      form: { fields: [], button: 'I will do that' },
    }
  },
  async act(trx, { subjectId }) {
    await acceptCommitment(trx, await getCommitmentLocked(trx, subjectId), undefined, 'link')
    return { commitmentId: subjectId }
  },
  async tell(trx, _link, { commitmentId }) {
    const { title, acceptedOn, status } = await getCommitment(trx, commitmentId)
    if (status === 'proposed')
      return { title: 'That was taken back', paragraphs: [`“${title}” is proposed to you again.`] }
    const since = acceptedOn ? ` since ${dayInWords(acceptedOn, dayOf(trx.now, 'UTC'))}` : ''
    return { title: 'Agreed', paragraphs: [`“${title}” is agreed${since}. Your coach knows. You can close this page.`] }
  },
  undo: async (trx, _link, { commitmentId }) =>
    void (await withdrawAcceptance(trx, await getCommitmentLocked(trx, commitmentId))),
  mayUndo: async (trx, _link, { commitmentId }) => mayWithdrawAcceptance(trx, await getCommitment(trx, commitmentId)),
}

const notProposed = {
  active: 'You have agreed to this already. You can close this page.',
  paused: 'This is agreed, and rests for the moment. You can close this page.',
  ended: 'This is over, or your coach has withdrawn it. You can close this page.',
}
