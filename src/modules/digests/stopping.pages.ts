import type { ClientFollowers } from '../clients/clients.service.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { chooseOwnDigest, type Frequency, stopOwnDigest } from './stopping.service.ts'

/** Stops a client's or a coach's digest. Mail programs post to the same address by themselves (RFC 8058). */
export const stopDigestPage = (followers: ClientFollowers): LinkPage<{ before: Frequency }> => ({
  ask: async () => ({
    title: 'No more of these mails?',
    paragraphs: ['With this you get no more digests. Everything else stays as it is, and you can have them again.'],
    form: { fields: [], button: 'Stop these mails' },
  }),
  act: async (trx) => ({ before: await stopOwnDigest(trx, followers) }),
  tell: async () => ({ title: 'Done', paragraphs: ['You get no more digests. You can close this page.'] }),
  undo: (trx, _link, { before }) => chooseOwnDigest(trx, before, followers),
})
