import { type MailSummary, parseContent } from './mail.ts'
import { listPage, mailPage, messagePage, viewsOf } from './pages.ts'
import { htmlReply, jsonReply, problemReply, type Reply, sourceReply } from './reply.ts'
import type { MailStore } from './store.ts'
import { STYLE } from './style.ts'

export type Route = {
  method: 'GET' | 'DELETE'
  /** A group catches the id of a mail. */
  path: RegExp
  answer: (query: URLSearchParams, id: string) => Reply | Promise<Reply>
}

const MAILS_ON_A_PAGE = 100
const MOST_LISTED = 20_000

// The mail's own page may style itself and show what it carries, nothing else: no script, no form, nothing fetched from
// elsewhere (which would tell a sender that the mail was opened). Its links open in a tab of their own.
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; " +
  "font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

export function inboxRoutes(store: MailStore): Route[] {
  const forMail = (answer: (mail: MailSummary, query: URLSearchParams) => Promise<Reply>): Route['answer'] => {
    return (query, id) => {
      const mail = store.find(id)
      return mail ? answer(mail, query) : problemReply(404, 'No such mail', `There is no mail ${id} here`)
    }
  }
  const showSource = forMail(async (mail) => sourceReply(await store.source(mail)))

  return [
    { method: 'GET', path: /^\/$/, answer: (query) => showList(store, query) },
    { method: 'GET', path: /^\/style\.css$/, answer: () => ({ status: 200, type: 'text/css', body: STYLE }) },
    { method: 'GET', path: /^\/messages\/([^/]+)$/, answer: forMail((mail, query) => showMail(store, mail, query)) },
    { method: 'GET', path: /^\/messages\/([^/]+)\/html$/, answer: forMail((mail) => showHtml(store, mail)) },
    { method: 'GET', path: /^\/messages\/([^/]+)\/source$/, answer: showSource },
    { method: 'GET', path: /^\/api\/messages$/, answer: (query) => listAsJson(store, query) },
    { method: 'DELETE', path: /^\/api\/messages$/, answer: () => clear(store) },
    { method: 'GET', path: /^\/api\/messages\/([^/]+)$/, answer: forMail((mail) => mailAsJson(store, mail)) },
    { method: 'GET', path: /^\/api\/messages\/([^/]+)\/source$/, answer: showSource },
  ]
}

function showList(store: MailStore, query: URLSearchParams): Reply {
  const to = query.get('to') ?? ''
  return htmlReply(listPage(store.list({ to, before: query.get('before') ?? undefined, limit: MAILS_ON_A_PAGE }), to))
}

async function showMail(store: MailStore, mail: MailSummary, query: URLSearchParams): Promise<Reply> {
  const source = await store.source(mail)
  const content = await parseContent(source)
  const views = viewsOf(content)
  const view = views.find((name) => name === query.get('view')) ?? views[0] ?? 'source'
  return htmlReply(mailPage(mail, content, source, view))
}

async function showHtml(store: MailStore, mail: MailSummary): Promise<Reply> {
  const { html } = await parseContent(await store.source(mail))
  if (html === null) return htmlReply(messagePage('No HTML', 'This mail has no HTML part.'), 404)
  // After the document type, which must come first to count.
  const body = html.replace(/^\s*(<!doctype[^>]*>)?/i, '$&<base target="_blank">')
  return { status: 200, type: 'text/html; charset=utf-8', body, headers: { 'content-security-policy': MAIL_POLICY } }
}

function listAsJson(store: MailStore, query: URLSearchParams): Reply {
  const limit = Number(query.get('limit') ?? MAILS_ON_A_PAGE)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED) {
    return problemReply(400, 'Invalid limit', `limit is a whole number from 1 to ${MOST_LISTED}`)
  }
  return jsonReply(store.list({ to: query.get('to') ?? undefined, before: query.get('before') ?? undefined, limit }))
}

async function mailAsJson(store: MailStore, mail: MailSummary): Promise<Reply> {
  return jsonReply({ ...mail, ...(await parseContent(await store.source(mail))) })
}

async function clear(store: MailStore): Promise<Reply> {
  await store.clear()
  return { status: 204, type: 'text/plain', body: '' }
}
