import { createServer, type IncomingMessage, type Server } from 'node:http'
import { problemReply, type Reply } from './reply.ts'
import { inboxRoutes, type Route } from './routes.ts'
import type { MailStore } from './store.ts'

const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The inbox's pages and JSON API. */
export function createWebServer(store: MailStore, log: (message: string) => void): Server {
  const routes = inboxRoutes(store)
  return createServer((request, response) => {
    const send = ({ status, type, body, headers }: Reply) => {
      response.writeHead(status, { ...COMMON_HEADERS, 'content-type': type, ...headers })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    answer(routes, request).then(send, (error: Error) => {
      log(`Inbox: ${request.url}: ${error.message}`)
      send(problemReply(500, 'This cannot be shown', error.message))
    })
  })
}

async function answer(routes: Route[], request: IncomingMessage): Promise<Reply> {
  // A page from elsewhere can make its own name point to this machine and so get past the browser's same-origin rule.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')) {
    return problemReply(421, 'Misdirected request', 'The inbox answers to localhost and 127.0.0.1 only')
  }
  const [path = '/', search] = (request.url ?? '/').split('?')
  const found = routes.filter((route) => route.path.test(path))
  if (found.length === 0) return problemReply(404, 'Not found', `There is nothing at ${path}`)

  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = found.find((candidate) => candidate.method === method)
  if (!route) {
    const allow = found.map((candidate) => candidate.method).join(', ')
    return { ...problemReply(405, 'Method not allowed', `Use ${allow}`), headers: { allow } }
  }
  return route.answer(new URLSearchParams(search), route.path.exec(path)?.[1] ?? '')
}
