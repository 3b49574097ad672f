import type { OneTimePage } from '../links/links.routes.ts'
import type { AuthDeps } from '../users/users.service.ts'
import { readSignInLink, turnIntoCode } from './client-sessions.service.ts'

/**
 * What a sign-in link shows where the practice has no app for its clients. There is nothing here to sign in to, so the
 * link becomes a code for whatever app the client uses.
 */
export const signInLinkPage = (deps: Pick<AuthDeps, 'db'>): OneTimePage => ({
  async show(token) {
    const practice = await readSignInLink(deps, token)
    return (
      practice && {
        title: `Sign in to ${practice.name}`,
        paragraphs: [
          'Your coach has not told us which app you use, so there is nothing to open from here. If an app asks you for a sign-in code, we can show you one.',
          'The code signs in whoever has it, once. Do not give it to anybody who calls or writes to you.',
        ],
        form: { fields: [], button: 'Show me the code' },
      }
    )
  },
  async act(token, _form, request) {
    const code = await turnIntoCode(deps, token, request.id)
    return {
      title: 'Your sign-in code',
      paragraphs: [code, 'Paste it into the app. It works once, for ten minutes. The link in the mail is used up.'],
    }
  },
})
