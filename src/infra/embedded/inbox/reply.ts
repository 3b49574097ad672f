import { type Html } from './html.ts'

export type Reply = { status: number; type: string; body: string | Buffer; headers?: Record<string, string> }

export function htmlReply(page: Html, status = 200): Reply {
  return { status, type: 'text/html; charset=utf-8', body: page.markup }
}

export function jsonReply(value: unknown): Reply {
  return { status: 200, type: 'application/json', body: JSON.stringify(value, null, 2) }
}

/** RFC 9457. */
export function problemReply(status: number, title: string, detail: string): Reply {
  return { status, type: 'application/problem+json', body: JSON.stringify({ status, title, detail }) }
}

/** Shown by every browser as what it is, never run. */
export function sourceReply(source: Buffer): Reply {
  return { status: 200, type: 'text/plain; charset=utf-8', body: source }
}
