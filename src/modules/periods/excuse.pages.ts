import { z } from 'zod'
import { dayOf } from '../../infra/time/calendar.ts'
import { daysInWords } from '../../infra/time/day-words.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { text } from '../../http/schemas.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { excusePeriod, withdrawExcuse } from './excusing.service.ts'
import { getPeriod, getPeriodLocked } from './periods.service.ts'

const ExcuseForm = z.object({ reason: text(1000) })

/** Where a coach says, from a mail, that a period is not to count. */
export const excusePage: LinkPage<{ periodId: string }> = {
  async ask(trx, { subjectId }) {
    const { status, closesAt, startsOn, endsOn, timeZone } = await getPeriod(trx, subjectId)
    const days = daysInWords(startsOn, endsOn, dayOf(trx.now, timeZone))
    if (closesAt <= trx.now || !['missed', 'open'].includes(status)) {
      return { title: 'Nothing to excuse', paragraphs: [`${days}: this is ${status}, or can no longer be changed.`] }
    }
    return {
      title: 'Shall this not count?',
      paragraphs: [
        `${days}. Excused, it counts neither for nor against your client; if it is met all the same, it is met.`,
      ],
      form: { fields: [{ kind: 'textarea', name: 'reason', label: 'Why?' }], button: 'Excuse it' },
    }
  },
  async act(trx, { subjectId }, form) {
    const { reason } = readForm(ExcuseForm, form)
    await excusePeriod(trx, await getPeriodLocked(trx, subjectId), reason)
    return { periodId: subjectId }
  },
  async tell(trx, _link, { periodId }) {
    const { startsOn, endsOn, timeZone, excusedBecause, closesAt } = await getPeriod(trx, periodId)
    const days = daysInWords(startsOn, endsOn, dayOf(trx.now, timeZone))
    if (excusedBecause === null) return { title: 'The excuse was taken back', paragraphs: [`${days} counts.`] }
    const isClosed = closesAt <= trx.now
    return {
      title: 'Excused',
      paragraphs: [`${days} does not count.${isClosed ? ' It is too late to change that.' : ''}`],
    }
  },
  undo: async (trx, _link, { periodId }) => void (await withdrawExcuse(trx, await getPeriodLocked(trx, periodId))),
  async mayUndo(trx, _link, { periodId }) {
    const { excusedBecause, closesAt } = await getPeriod(trx, periodId)
    return excusedBecause !== null && closesAt > trx.now
  },
}
