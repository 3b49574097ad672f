import type { Report } from '../../src/infra/logging/reports.ts'
import { openServer } from '../../src/infra/mail/server.ts'
import type { MailTransport } from '../../src/infra/mail/transport.ts'
import type { MailRoute } from '../../src/modules/mail-settings/mail-routes.service.ts'
import { createSlots } from './slots.ts'

/** What a slice is sent with. */
export interface Way {
  transport: MailTransport
  /** Bounds how many deliveries run at a time. */
  slots: <T>(task: () => Promise<T>) => Promise<T>
}

interface RoutesOptions {
  /** The platform's server, and the sessions that all practices without one of their own share. */
  platform: Way
  insideToo: boolean
  socketTimeoutMs: number
  report: Report
}

/** A practice's own server gets so many sessions of its own: when it is slow, only its practice waits. */
const sessionsPerServer = 3

/** After so long the name of a server is looked up anew. */
const keptMs = 10 * 60_000

/** Which server the letters of a practice leave by. */
export function createRoutes({ platform, insideToo, socketTimeoutMs, report }: RoutesOptions) {
  const open = new Map<string, { version: string; until: number; way: Promise<Way> }>()

  function forget(practiceId: string): void {
    const known = open.get(practiceId)
    open.delete(practiceId)
    known?.way.then(({ transport }) => transport.close()).catch(() => {})
  }

  async function wayTo(route: MailRoute & { server: NonNullable<MailRoute['server']> }): Promise<Way> {
    const { server, idempotencyHeader } = route
    const transport = await openServer(server, {
      insideToo,
      maxSessions: sessionsPerServer,
      socketTimeoutMs,
      connectTimeoutMs: Math.min(socketTimeoutMs, 10_000),
      ...(idempotencyHeader && { idempotencyHeader }),
    })
    return { transport, slots: createSlots(sessionsPerServer) }
  }

  return {
    /** A server that must not be connected to is as one that is away: its letters wait, and are given up in time. */
    async find(practiceId: string, route: MailRoute | undefined): Promise<Way> {
      if (!route?.server) {
        if (open.has(practiceId)) forget(practiceId)
        return platform
      }
      const known = open.get(practiceId)
      if (known?.version === route.version && known.until > performance.now()) return known.way
      forget(practiceId)
      const way = wayTo({ ...route, server: route.server }).catch((error: unknown) => {
        report(error, 'opening a practice’s own mail server')
        return { ...platform, transport: awayTransport }
      })
      open.set(practiceId, { version: route.version, until: performance.now() + keptMs, way })
      return way
    },
    /** Lets begun deliveries end. */
    close: () => [...open.keys()].forEach(forget),
  }
}

const awayTransport: MailTransport = {
  deliver: async () => ({ kind: 'deferred', reason: 'connection', response: 'The mail server cannot be used.' }),
  verify: async () => {},
  close: async () => {},
}
