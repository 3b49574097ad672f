import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { StartSearchBody } from './searches.schemas.ts'
import { deleteSearch, findActiveSearch, getSearchLocked, readStarted, startSearch } from './searches.service.ts'

interface ToCall {
  name: string
  reason: string | null
}

/** Lists whom to call first, and why if there is more to it. Handed in: what stands above searches knows. */
type CallFirst = (trx: PracticeTrx, clientId: string, limit: number) => Promise<ToCall[]>

/** Where a client starts searching again, from the network that they have kept; it says whom to call first. */
export const startSearchPage = (listToCallFirst: CallFirst): LinkPage<{ searchId: string }> => ({
  async ask(trx, { holderId: clientId }) {
    const active = await findActiveSearch(trx, clientId)
    if (active)
      return { title: 'You are searching already', paragraphs: ['Your search goes on. You can close this page.'] }
    return {
      title: 'Looking for something new?',
      paragraphs: ['A new search begins today, from everybody you know. We will show you whom to call first.'],
      form: {
        fields: [
          {
            kind: 'text',
            name: 'title',
            label: 'What are you looking for?',
            hint: 'For example: Head of Operations',
            optional: true,
          },
        ],
        button: 'Start searching',
      },
    }
  },
  async act(trx, { holderId: clientId }, { title = '' }) {
    const { id } = await startSearch(trx, clientId, readForm(StartSearchBody, { title }))
    return { searchId: id }
  },
  async tell(trx, { holderId: clientId }, { searchId }) {
    const { title, isSeen, hasHistory } = await readStarted(trx, searchId)
    const people = await listToCallFirst(trx, clientId, 20)
    const said = [
      ...(title ? [`“${title}”.`] : []),
      ...(isSeen ? ['Your coach can see it.'] : []),
      ...(hasHistory ? ['Something has come of it already; if you want to give it up, withdraw it in your app.'] : []),
    ]
    return {
      title: 'Your search has begun',
      paragraphs: said.length > 0 ? [said.join(' ')] : [],
      sections: people.length > 0 ? [{ heading: 'Call these people first', list: people.map(inALine) }] : [],
    }
  },
  undo: async (trx, _link, { searchId }) => deleteSearch(trx, await getSearchLocked(trx, searchId)),
  mayUndo: async (trx, _link, { searchId }) => !(await readStarted(trx, searchId)).hasHistory,
})

const inALine = ({ name, reason }: ToCall): string => (reason === null ? name : `${name}. ${reason}`)
