import { notFound } from '../../errors.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { nameOfWriter, optOut } from './opt-out.service.ts'

/**
 * The opt-out line of a note. Mail programs post to the same address by themselves (RFC 8058): that refuses notes from
 * this client; the page offers more. It cannot be undone here: whoever forwards a note must not have it in their hands
 * that its reader gets more of them.
 */
export const optOutPage: LinkPage = {
  async ask(trx, { subjectId, holderId }) {
    const clientName = await nameOfWriter(trx, { recipientId: subjectId, clientId: holderId })
    if (!clientName) return undefined
    return {
      title: `No more notes from ${clientName}?`,
      paragraphs: [`With this you will not get notes like that one from ${clientName} any more. Nobody is told why.`],
      form: {
        fields: [{ name: 'everybody', kind: 'checkbox', label: 'Nor from anybody else whose notes come the same way' }],
        button: 'Stop these notes',
      },
    }
  },
  async act(trx, { subjectId, holderId }, form) {
    const scope = form['everybody'] === 'yes' ? 'practice' : 'client'
    if (!(await optOut(trx, { recipientId: subjectId, clientId: holderId }, scope))) throw notFound()
    return {}
  },
  async tell() {
    return { title: 'Done', paragraphs: ['You will not get such notes any more. You can close this page.'] }
  },
}
