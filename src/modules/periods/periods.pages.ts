import { invalidField, notFound } from '../../errors.ts'
import type { LinkPage } from '../../http/link-pages.ts'
import { followDisputeLink, type PeriodLinkDeps, readDisputeLink } from './period-links.service.ts'

/** Where a client says, from a mail, that a verdict is wrong. */
export const disputePage = (deps: PeriodLinkDeps): LinkPage => ({
  async show(token) {
    const period = await readDisputeLink(deps, token)
    if (!period) return undefined
    const days = period.startsOn === period.endsOn ? period.startsOn : `${period.startsOn} to ${period.endsOn}`
    return {
      title: 'Did we get it wrong?',
      paragraphs: [
        `We have ${days} down as missed. If that is not right, say what we do not know; your coach will decide, and until then nothing more happens.`,
      ],
      form: {
        fields: [{ name: 'reason', label: 'What happened', kind: 'text', autocomplete: 'off' }],
        button: 'Ask my coach to decide',
      },
    }
  },
  async act(token, form, request) {
    const said = (form as { reason?: unknown } | undefined)?.reason
    const reason = typeof said === 'string' ? said.trim() : ''
    if (reason.length === 0 || reason.length > 1000) throw invalidField('/reason', 'must have 1 to 1000 characters')
    if (!(await followDisputeLink(deps, token, { reason, requestId: request.id }))) throw notFound()
    return { title: 'Thank you', paragraphs: ['Your coach has been asked. Nothing more happens until they decide.'] }
  },
})
