import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { StartExportBody } from './exports.schemas.ts'
import { getExport, startExport } from './exports.service.ts'

/**
 * Where a client takes their network along: the file is written, and a link to it mailed to them. There is nothing to take
 * back: nothing of theirs is changed, and what is mailed is theirs.
 */
export const exportPage: LinkPage<{ exportId: string }> = {
  async ask() {
    return {
      title: 'Take your network along',
      paragraphs: ['We write everything you have into a file, and mail you a link to it as soon as it is ready.'],
      form: {
        fields: [{ kind: 'radio', name: 'format', label: 'As what?', value: 'csv', options: formats }],
        button: 'Write the file',
      },
    }
  },
  async act(trx, { holderId: clientId }, { format = '' }) {
    const read = readForm(StartExportBody, { format })
    return { exportId: (await startExport(trx, clientId, read.format)).id }
  },
  async tell(trx, _link, { exportId }) {
    const { status } = await getExport(trx, exportId)
    const ready = 'The file is ready, and a link to it is in your mailbox.'
    const paragraphs = [status === 'done' ? ready : 'We are writing the file. Look into your mailbox in a few minutes.']
    return { title: 'On its way', paragraphs }
  },
}

const formats = [
  { value: 'csv', label: 'A table of the people', hint: 'CSV, for a spreadsheet or another address book' },
  { value: 'vcard', label: 'Address cards of the people', hint: 'vCard, for a phone' },
  { value: 'ics', label: 'A calendar of what happened', hint: 'iCalendar' },
  { value: 'json', label: 'Everything, for programs', hint: 'JSON' },
]
