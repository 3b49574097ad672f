import { notFound } from '../../errors.ts'
import type { LinkPage } from '../../http/link-pages.ts'
import { targetWords } from '../periods/target-words.rules.ts'
import { type CommitmentLinkDeps, followAcceptLink, readAcceptLink } from './commitment-links.service.ts'

const each = { day: 'a day', week: 'a week', fortnight: 'every two weeks', month: 'a month', once: 'in all' }

/** Where a client accepts, from a mail, what was proposed to them. */
export const acceptPage = (deps: CommitmentLinkDeps): LinkPage => ({
  async show(token) {
    const proposed = await readAcceptLink(deps, token)
    if (!proposed) return undefined
    const { title, targets, period, startsOn } = proposed
    return {
      title,
      paragraphs: [
        `${targets.map((target) => targetWords(target)).join(', ')} ${each[period]}, from ${startsOn} on.`,
        'Nothing before the day on which you accept counts.',
      ],
      form: { fields: [], button: 'I will do that' },
    }
  },
  async act(token, _form, request) {
    if (!(await followAcceptLink(deps, token, request.id))) throw notFound()
    return { title: 'Agreed', paragraphs: ['Your coach knows. You can close this page.'] }
  },
})
