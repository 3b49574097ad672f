import { randomUUID } from 'node:crypto'
import type { Page } from '../../http/pages/page.ts'

/** A link of ours whose time is over. It offers another by mail, so that an old mail in the wrong hands opens nothing. */
export const overPage = (): Page => ({
  title: 'This link has run out',
  paragraphs: [
    'Links in our mails are good for some time only. We can mail you a fresh one, to the address we have for you.',
  ],
  form: { fields: [], button: 'Mail me a fresh link', does: 'renew', hidden: { use: randomUUID() } },
})

/** Says the same whether a mail has gone out or not: it may be that too many were asked for. */
export const renewedPage: Page = {
  title: 'Look into your mailbox',
  paragraphs: ['If there is still something to do, a fresh link is on its way to you. You can close this page.'],
}
