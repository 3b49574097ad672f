import { z } from 'zod'
import { invalidField } from '../../errors.ts'
import { addDays } from '../../infra/time/calendar.ts'
import { dayInWords } from '../../infra/time/day-words.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { localDate } from '../../http/schemas.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { putOff, readFollowedUp, takeBackPutOff } from './by-link.service.ts'

const SnoozeForm = z.object({ when: z.enum(['1', '2', 'day']), until: localDate.optional() })

/** Where a client puts a follow-up off. */
export const snoozePage: LinkPage<{ until: string; before: string | null }> = {
  async ask(trx, { subjectId }) {
    const { name, today } = await readFollowedUp(trx, subjectId)
    return {
      title: `${name}, later`,
      form: {
        fields: [
          {
            kind: 'radio',
            name: 'when',
            label: 'When shall we remind you?',
            value: '1',
            options: [
              { value: '1', label: 'In a week' },
              { value: '2', label: 'In two weeks' },
              { value: 'day', label: 'On a day of your choice' },
            ],
          },
          { kind: 'date', name: 'until', label: 'That day', optional: true, min: addDays(today, 1) },
        ],
        button: 'Remind me then',
      },
    }
  },
  async act(trx, { subjectId }, form) {
    const { when, until } = readForm(SnoozeForm, form)
    if (when === 'day' && !until) throw invalidField('/until', 'is required for a day of your choice')
    return putOff(trx, subjectId, { weeks: when === 'day' ? undefined : Number(when), until })
  },
  async tell(trx, { subjectId }, { until }) {
    const { name, today } = await readFollowedUp(trx, subjectId)
    return { title: 'Later, then', paragraphs: [`We will remind you of ${name} on ${dayInWords(until, today)}.`] }
  },
  undo: (trx, { subjectId }, { before }) => takeBackPutOff(trx, subjectId, before),
}
