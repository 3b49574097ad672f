import { z } from 'zod'
import { dayOf } from '../../infra/time/calendar.ts'
import { daysInWords } from '../../infra/time/day-words.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { text } from '../../http/schemas.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { disputePeriod, withdrawDispute } from './excusing.service.ts'
import { getPeriod, getPeriodLocked } from './periods.service.ts'

const Form = z.object({ reason: text(1000) })

/** Where a client says, from a mail, that a verdict is wrong. */
export const disputePage: LinkPage<{ periodId: string }> = {
  async ask(trx, { subjectId }) {
    const { status, closesAt, dispute, startsOn, endsOn, timeZone } = await getPeriod(trx, subjectId)
    const days = daysInWords(startsOn, endsOn, dayOf(trx.now, timeZone))
    if (dispute) return { title: 'Your coach has been asked', paragraphs: [`You disputed ${days} already.`] }
    if (status !== 'missed' || closesAt <= trx.now) {
      const why = status === 'missed' ? 'It is too late to change its verdict.' : 'It does not count as missed.'
      return { title: 'Nothing to dispute', paragraphs: [`This was about ${days}. ${why}`] }
    }
    return {
      title: 'Did we get it wrong?',
      paragraphs: [
        `We have ${days} down as missed. If that is not right, say what we do not know; your coach will decide, and until then nothing more happens.`,
      ],
      form: {
        fields: [{ name: 'reason', label: 'What happened', kind: 'textarea' }],
        button: 'Ask my coach to decide',
      },
    }
  },
  async act(trx, { subjectId }, form) {
    const { reason } = readForm(Form, form)
    await disputePeriod(trx, await getPeriodLocked(trx, subjectId), reason)
    return { periodId: subjectId }
  },
  async tell(trx, _link, { periodId }) {
    const { dispute } = await getPeriod(trx, periodId)
    return dispute && dispute.status !== 'open'
      ? { title: 'Your coach has decided', paragraphs: [decided[dispute.status]] }
      : { title: 'Thank you', paragraphs: ['Your coach has been asked. Nothing more happens until they decide.'] }
  },
  undo: async (trx, _link, { periodId }) => void (await withdrawDispute(trx, await getPeriodLocked(trx, periodId))),
  mayUndo: async (trx, _link, { periodId }) => (await getPeriod(trx, periodId)).dispute?.status === 'open',
}

const decided = {
  upheld: 'You were right: it does not count as missed any more.',
  rejected: 'The verdict stands. Talk to your coach if you see it another way.',
}
