import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { type Page, readForms, sendPage } from './pages.ts'
import type { Routes } from './routes.ts'

/** What one kind of link in mails shows, and what the button of its page does. */
export interface LinkPage {
  /** Undefined when the token is not of this kind, or no longer good. Changes nothing: mail scanners follow links. */
  show(token: string): Promise<Page | undefined>
  /**
   * Does what the link is for.
   *
   * @param form as the browser sent it, if it sent one
   * @returns the page that says what has happened
   */
  act(token: string, form: unknown, request: FastifyRequest): Promise<Page>
}

const gone: Page = {
  title: 'This link is no longer good',
  paragraphs: ['It has been used or has run out, or a newer mail has replaced it. You can ask for another.'],
}

const params = z.object({ token: z.string().max(200) })

/** Where links in mails lead when a practice has no app of its own: `/l/{token}`, whatever the kind of the token. */
export const linkPages =
  (kinds: LinkPage[]): Routes =>
  async (app) => {
    readForms(app)

    async function find(token: string): Promise<{ kind: LinkPage; page: Page } | undefined> {
      for (const kind of kinds) {
        const page = await kind.show(token)
        if (page) return { kind, page }
      }
      return undefined
    }

    app.get('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const found = await find(request.params.token)
        return found ? sendPage(reply, 200, found.page) : sendPage(reply, 404, gone)
      },
    })

    app.post('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const { token } = request.params
        const found = await find(token)
        if (!found) return sendPage(reply, 404, gone)
        try {
          return await sendPage(reply, 200, await found.kind.act(token, request.body, request))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          const { status } = error.problem
          if (status === 404) return sendPage(reply, 404, gone)
          if (error.retryAfterSeconds) reply.header('retry-after', String(error.retryAfterSeconds))
          return sendPage(reply, status, { ...found.page, mistake: mistakeOf(error) })
        }
      },
    })
  }

function mistakeOf({ errors, detail, problem }: AppError): string {
  const first = errors?.[0]
  return first
    ? `Your ${first.pointer.slice(1)} ${first.detail}.`
    : [`${problem.title}.`, detail].filter(Boolean).join(' ')
}
