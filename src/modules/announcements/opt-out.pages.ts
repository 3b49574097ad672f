import { notFound } from '../../errors.ts'
import type { LinkPage } from '../../http/link-pages.ts'
import { followOptOutLink, type OptOutDeps, readOptOutLink } from './opt-out.service.ts'
import { exampleToken } from './post-office.service.ts'

/**
 * The opt-out line of a note. Mail programs post to the same address by themselves (RFC 8058): that refuses notes from
 * this client; the page offers more.
 */
export const optOutPage = (deps: OptOutDeps): LinkPage => ({
  async show(token) {
    if (token === exampleToken) {
      return { title: 'An example', paragraphs: ['In the real note, this link stops further ones.'] }
    }
    const link = await readOptOutLink(deps, token)
    if (!link) return undefined
    return {
      title: `No more notes from ${link.clientName}?`,
      paragraphs: [
        `With this you will not get notes like that one from ${link.clientName} any more. Nobody is told why.`,
      ],
      form: {
        fields: [{ name: 'everybody', kind: 'checkbox', label: 'Nor from anybody else whose notes come the same way' }],
        button: 'Stop these notes',
      },
    }
  },
  async act(token, form) {
    const wantsNobodys = (form as { everybody?: unknown } | undefined)?.everybody === 'yes'
    if (!(await followOptOutLink(deps, token, { scope: wantsNobodys ? 'practice' : 'client' }))) throw notFound()
    return { title: 'Done', paragraphs: ['You will not get such notes any more. You can close this page.'] }
  },
})
