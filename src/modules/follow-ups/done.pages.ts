import { z } from 'zod'
import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { type Done, noteDone, readFollowedUp, takeBackDone } from './by-link.service.ts'

const ways = [
  { value: 'call', label: 'By a call' },
  { value: 'meeting', label: 'We met' },
  { value: 'email', label: 'By an e-mail' },
  { value: 'message', label: 'By a message' },
] as const
const DoneForm = z.object({ type: z.enum(['call', 'meeting', 'email', 'message']) })

/** Where a client says that a follow-up is done: they were in touch today. It is logged as what it was, and no more is asked. */
export const donePage: LinkPage<Done> = {
  async ask(trx, { subjectId }) {
    const { name } = await readFollowedUp(trx, subjectId)
    return {
      title: `Were you in touch with ${name}?`,
      paragraphs: ['With this it is noted for today.'],
      form: {
        fields: [{ kind: 'radio', name: 'type', label: 'How?', value: 'call', options: [...ways] }],
        button: 'Yes, done',
      },
    }
  },
  async act(trx, { subjectId }, form) {
    return noteDone(trx, subjectId, readForm(DoneForm, form).type)
  },
  async tell(trx, { subjectId }) {
    const { name } = await readFollowedUp(trx, subjectId)
    return { title: 'Done', paragraphs: [`You were in touch with ${name}. You can close this page.`] }
  },
  undo: (trx, { subjectId }, done) => takeBackDone(trx, subjectId, done),
}
