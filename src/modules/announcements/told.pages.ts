import { z } from 'zod'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { dayInWords } from '../../infra/time/day-words.ts'
import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { mayBecome, recipientTransitions } from './announcements.rules.ts'
import { ToldBody } from './announcements.schemas.ts'
import { getRecipient } from './recipients.service.ts'
import { markTold, mayTakeBackTold, takeBackTold } from './telling.service.ts'

const { via, on } = ToldBody.shape
const ToldForm = z.object({ via, on, offeredHelp: z.literal('yes').optional() })

/** Where a client says that they have told somebody their good news themselves. */
export const toldPage: LinkPage<{ recipientId: string }> = {
  async ask(trx, { subjectId }) {
    const { recipient, today, landedOn } = await readRecipient(trx, subjectId)
    const name = recipient.contactName
    if (!mayBecome(recipientTransitions, recipient.status, 'told')) {
      const why = recipient.status === 'told' ? `${name} knows.` : `A letter to ${name} is on its way, or has arrived.`
      return { title: 'Nothing to note', paragraphs: [`${why} You can close this page.`] }
    }
    return {
      title: `You told ${name}?`,
      paragraphs: ['Then they get no letter about it, and count as told.'],
      form: {
        fields: [
          { kind: 'radio', name: 'via', label: 'How?', value: 'call', options: ways },
          { kind: 'date', name: 'on', label: 'When?', value: today, min: landedOn, max: today },
          { kind: 'checkbox', name: 'offeredHelp', label: 'I offered to help them in return' },
        ],
        button: 'Yes, they know',
      },
    }
  },
  async act(trx, { subjectId }, form) {
    const { offeredHelp, ...how } = readForm(ToldForm, form)
    await markTold(trx, subjectId, { ...how, offeredHelp: offeredHelp === 'yes' })
    return { recipientId: subjectId }
  },
  async tell(trx, _link, { recipientId }) {
    const { recipient, today } = await readRecipient(trx, recipientId)
    if (recipient.status !== 'told') return { title: 'That was taken back', paragraphs: ['You can close this page.'] }
    const day = recipient.toldOn ? ` on ${dayInWords(recipient.toldOn, today)}` : ''
    return { title: 'Noted', paragraphs: [`${recipient.contactName} was told${day}. You can close this page.`] }
  },
  undo: async (trx, _link, { recipientId }) => void (await takeBackTold(trx, recipientId)),
  mayUndo: async (trx, _link, { recipientId }) => mayTakeBackTold(await getRecipient(trx, recipientId)),
}

const ways: { value: ToldBody['via']; label: string }[] = [
  { value: 'call', label: 'By a call' },
  { value: 'meeting', label: 'In person' },
  { value: 'video_call', label: 'By a video call' },
  { value: 'email', label: 'By an e-mail of my own' },
  { value: 'message', label: 'By a message' },
  { value: 'letter', label: 'By a letter' },
]

async function readRecipient(trx: PracticeTrx, id: string) {
  const recipient = await getRecipient(trx, id)
  const { timeZone, landedOn } = await readCampaignFacts(trx, recipient.announcementId)
  return { recipient, landedOn, today: dayOf(trx.now, timeZone) }
}
