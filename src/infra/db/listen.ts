import pg from 'pg'
import type { Report } from '../logging/reports.ts'

/**
 * Calls back on every notification of a channel, over a connection of its own that is made again when it is lost.
 * Notifications are lost with it: who listens must also look from time to time.
 */
export function listen(
  { url, channel, report, retryMs = 1000 }: { url: string; channel: string; report: Report; retryMs?: number },
  onNotification: () => void,
): { close(): Promise<void> } {
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true })
    client = next
    next.on('notification', onNotification)
    next.on('error', (error) => report(error, `listening to ${channel}`))
    next.on('end', () => {
      if (!closed) retry = setTimeout(() => void connect(), retryMs)
    })
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
      // What was missed in between is fetched at once.
      onNotification()
    } catch (error) {
      report(error, `listening to ${channel}`)
      await next.end().catch(() => {})
    }
  }

  const connecting = connect()
  return {
    async close() {
      closed = true
      clearTimeout(retry)
      await connecting
      await client?.end().catch(() => {})
    },
  }
}
