import { notFound } from '../../errors.ts'
import type { OneTimePage } from './links.routes.ts'
import { exampleToken } from './office.service.ts'

/** What a link in a preview leads to: it could not be the reader's own. */
export const examplePage: OneTimePage = {
  async show(token) {
    if (token !== exampleToken) return undefined
    return { title: 'An example', paragraphs: ['In the real mail, this link does what it says there.'] }
  },
  async act() {
    throw notFound()
  },
}
