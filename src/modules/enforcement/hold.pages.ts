import { notFound } from '../../errors.ts'
import type { LinkPage } from '../../http/link-pages.ts'
import { followHoldLink, type HoldDeps, readHoldLink } from './holding.service.ts'

/** What a coach's heads-up leads to: the warning does not go out before they say so. */
export const holdPage = (deps: HoldDeps): LinkPage => ({
  async show(token) {
    const link = await readHoldLink(deps, token)
    if (!link) return undefined
    const { clientName, status } = link
    if (status === 'held') return held(clientName)
    if (status !== 'planned') {
      const gone = status === 'taken' ? 'has gone out' : 'does not go out any more'
      return { title: 'Nothing to hold', paragraphs: [`The mail to ${clientName} ${gone}.`] }
    }
    return {
      title: `Hold the mail to ${clientName}?`,
      paragraphs: ['It does not go out until you confirm it, and their ladder stays where it is.'],
      form: { fields: [], button: 'Hold it' },
    }
  },
  async act(token) {
    const clientName = await followHoldLink(deps, token)
    if (!clientName) throw notFound()
    return held(clientName)
  },
})

const held = (clientName: string) => ({
  title: 'It is held',
  paragraphs: [`The mail to ${clientName} waits for you: confirm it or decline it among their escalations.`],
})
