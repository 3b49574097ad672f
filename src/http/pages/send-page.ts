import type { FastifyInstance, FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'
import type { FormValues, Page } from './page.ts'
import { pageHtml } from './page-html.ts'
import { style } from './style.ts'

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends a page that is neither kept nor framed, and whose address is told to nobody: it holds a secret. */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    .send(Buffer.from(pageHtml(page)))
}

/** Room for the longest letter, whose every letter may take nine characters on the way. */
const formLimit = 120_000

/** Reads what browsers send of a form; where it is registered, and nowhere else. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formLimit },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
  // Nothing of ours is sent like this; mail programs may post an opt-out so (RFC 8058).
  app.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: formLimit }, (_request, body, done) =>
    done(null, /name="?List-Unsubscribe"?\r?\n\r?\nOne-Click/i.test(body as string) ? oneClickForm : {}),
  )
}

/** What was sent as a form, and nothing of what came in another shape. */
export const formOf = (body: unknown): FormValues =>
  Object.fromEntries(
    Object.entries(body ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

const oneClickForm = { 'List-Unsubscribe': 'One-Click' }

/** Whether a mail program posted by itself, because its reader pressed its own button (RFC 8058). */
export const isOneClick = (form: FormValues): boolean => form['List-Unsubscribe'] === 'One-Click'
