import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { PracticeTrx } from '../infra/db/scope.ts'
import type { Look } from './piecewise.ts'

export const eventStream = 'text/event-stream'

const lookEveryMs = 1000
const mostLooks = 600
/** A comment now and then keeps proxies from taking the connection for dead. */
const looksPerSign = 10

/**
 * Long work, told of as server-sent events: `progress` whenever it has moved, `end` once it is neither queued nor
 * running; then, or after ten minutes, there are no more.
 *
 * @param read how the work is answered; throws 404
 */
export async function* followWork<Response extends z.ZodType<{ status: string }>>(
  look: Look,
  gone: AbortSignal,
  response: Response,
  read: (trx: PracticeTrx) => Promise<z.output<Response>>,
): AsyncGenerator<string> {
  let said = ''
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const current = await look(read)
    const data = JSON.stringify(z.encode(response, current))
    const isOver = current.status !== 'queued' && current.status !== 'running'
    if (isOver || data !== said) yield `event: ${isOver ? 'end' : 'progress'}\ndata: ${data}\n\n`
    else if (looks % looksPerSign === 0) yield ': still at it\n\n'
    if (isOver) return
    said = data
    await sleep(lookEveryMs, undefined, { signal: gone })
  }
}
