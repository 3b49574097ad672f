import { addDays } from '../../infra/time/calendar.ts'
import { dayInWords, daysInWords } from '../../infra/time/day-words.ts'
import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { DeclareBreakBody } from './breaks.schemas.ts'
import { callOffBreak, declareBreak, getBreak, readNotice } from './breaks.service.ts'

/** Where a client says, from a mail, on which days nothing is to be asked of them. */
export const breakPage: LinkPage<{ breakId: string }> = {
  async ask(trx, { holderId: clientId }) {
    const { today, earliest } = await readNotice(trx, clientId)
    return {
      title: 'Away for a while?',
      paragraphs: [
        'Say from when until when, and nothing is asked of you on these days.',
        earliest > today
          ? `By yourself you can take a break from ${dayInWords(earliest, today)} on. For sooner days, ask your coach, who decides.`
          : 'You can take it at once.',
      ],
      form: {
        fields: [
          { kind: 'date', name: 'startsOn', label: 'The first day', value: earliest, max: addDays(today, 366) },
          { kind: 'date', name: 'endsOn', label: 'The last day', max: addDays(today, 732) },
          { kind: 'text', name: 'reason', label: 'What for?', hint: 'Your coach reads it.', optional: true },
        ],
        button: 'Take this break',
      },
    }
  },
  async act(trx, { holderId: clientId }, { startsOn = '', endsOn = '', reason = '' }) {
    const { id } = await declareBreak(trx, clientId, readForm(DeclareBreakBody, { startsOn, endsOn, reason }))
    return { breakId: id }
  },
  async tell(trx, { holderId: clientId }, { breakId }) {
    const { startsOn, endsOn } = await getBreak(trx, breakId)
    const { today } = await readNotice(trx, clientId)
    return {
      title: 'Your break is noted',
      paragraphs: [`${daysInWords(startsOn, endsOn, today)}: nothing is asked of you. Your coach can see it.`],
    }
  },
  undo: (trx, _link, { breakId }) => callOffBreak(trx, breakId),
}
