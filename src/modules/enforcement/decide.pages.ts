import { z } from 'zod'
import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { text } from '../../http/schemas.ts'
import type { LinkPage } from '../links/following.pages.ts'
import type { Office } from '../links/office.service.ts'
import { getCoached } from './by-hand.service.ts'
import { confirmEscalation, declineEscalation, getEscalation, holdEscalation } from './deciding.service.ts'
import { reconsiderEscalation } from './reconsidering.service.ts'

const DecideForm = z.object({ decision: z.enum(['confirm', 'decline']), reason: text(1000).optional() })

/** Where a coach decides, from a mail, on what waits for them: a suspension that was proposed, or a step that they held. */
export const decidePage = (office: Office): LinkPage<{ escalationId: string }> => ({
  async ask(trx, { subjectId }) {
    const { clientName, status, isSuspension } = await stepOf(trx, subjectId)
    if (status !== 'planned' && status !== 'held') {
      return { title: 'Decided already', paragraphs: [`There is nothing to decide about ${clientName} here any more.`] }
    }
    const confirm = isSuspension ? 'Yes, for now' : 'Yes, send it'
    return {
      title: isSuspension ? `Stop working with ${clientName} for now?` : `Send the mail to ${clientName}?`,
      paragraphs: [isSuspension ? aboutSuspensions : 'It goes out when they may next be written to.'],
      form: {
        fields: [
          {
            kind: 'radio',
            name: 'decision',
            label: 'Your decision',
            options: [
              { value: 'confirm', label: confirm },
              {
                value: 'decline',
                label: 'No',
                hint: 'Everything stays as it is; the next missed week asks you again.',
              },
            ],
          },
          { kind: 'textarea', name: 'reason', label: 'If not, why?', hint: 'For your own records.', optional: true },
        ],
        button: 'Decide',
      },
    }
  },
  async act(trx, { subjectId }, form) {
    const { decision, reason } = readForm(DecideForm, form)
    if (decision === 'confirm') await confirmEscalation(trx, office, subjectId)
    else if (reason) await declineEscalation(trx, office, subjectId, reason)
    else throw invalidField('/reason', 'is required to decline')
    return { escalationId: subjectId }
  },
  async tell(trx, _link, { escalationId }) {
    const { clientName, status, isSuspension } = await stepOf(trx, escalationId)
    return { title: 'Decided', paragraphs: [cameOf({ clientName, status, isSuspension })] }
  },
  async undo(trx, _link, { escalationId }) {
    const { status } = await getEscalation(trx, escalationId)
    if (status === 'declined') await reconsiderEscalation(trx, office, escalationId)
    else await holdEscalation(trx, office, escalationId)
  },
  async mayUndo(trx, _link, { escalationId }) {
    const { status, isSuspension } = await stepOf(trx, escalationId)
    return status === 'declined' || (status === 'planned' && !isSuspension)
  },
})

function cameOf({ clientName, status, isSuspension }: Awaited<ReturnType<typeof stepOf>>): string {
  if (status === 'declined') return `You declined it. Nothing comes of it for ${clientName}.`
  if (status === 'planned' || status === 'held')
    return isSuspension ? `You decide about ${clientName} again.` : `The mail to ${clientName} goes out.`
  if (!isSuspension) return `The mail to ${clientName} has gone out.`
  return `You have stopped working with ${clientName} for now. They are told. To work with them again, reinstate them among your clients.`
}

const aboutSuspensions =
  'They get a mail in your name, can read everything and note their conversations, and get no more reminders until you reinstate them.'

async function stepOf(trx: PracticeTrx, escalationId: string) {
  const { clientId, status, action } = await getEscalation(trx, escalationId)
  const isSuspension = action === 'propose_suspension' || action === 'suspend'
  return { status, isSuspension, clientName: (await getCoached(trx, clientId)).name }
}
