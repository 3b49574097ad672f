import { notFound } from '../../errors.ts'
import type { LinkPage } from '../../http/link-pages.ts'
import { type CommitmentLinkDeps, followAcceptLink, inWords, readAcceptLink } from './commitment-links.service.ts'

/** Where a client accepts, from a mail, what was proposed to them. */
export const acceptPage = (deps: CommitmentLinkDeps): LinkPage => ({
  async show(token) {
    const proposed = await readAcceptLink(deps, token)
    if (!proposed) return undefined
    const { title, startsOn } = proposed
    return {
      title,
      paragraphs: [`${inWords(proposed)}, from ${startsOn} on.`, 'Nothing before the day on which you accept counts.'],
      form: { fields: [], button: 'I will do that' },
    }
  },
  async act(token, _form, request) {
    if (!(await followAcceptLink(deps, token, request.id))) throw notFound()
    return { title: 'Agreed', paragraphs: ['Your coach knows. You can close this page.'] }
  },
})
