import type { Container } from '../src/container.ts'
import { listen } from '../src/infra/db/listen.ts'
import { createDatabase, createPool } from '../src/infra/db/pool.ts'
import { createReports } from '../src/infra/logging/reports.ts'
import { createMailTransport } from '../src/infra/mail/transport.ts'
import { queueNames } from '../src/infra/queue/job.ts'
import { openQueues } from '../src/infra/queue/queues.ts'
import type { Lane } from '../src/modules/messages/messages.rules.ts'
import { startAgenda } from './agenda.ts'
import { createHandlers } from './handlers.ts'
import { countDeliveries, measureBacklog } from './metrics.ts'
import { startRelay } from './relay.ts'
import { createJobRunner } from './run-job.ts'

/** How many jobs of a queue one process runs at a time. They wait for mail servers and for the database, not for us. */
const concurrency = { 'mail-transactional': 4, 'mail-bulk': 2, background: 4 }

export interface WorkerTimings {
  /** When work that was published and is not done is published again. */
  republishAfterMs: number
  /** How often outbox and agenda are looked at without being called. */
  pollMs: number
}

/**
 * Starts relay, agenda and the workers of all queues; any number of processes may do so. `stop` takes nothing new,
 * finishes what has begun, and gives up after eight seconds: leases bring back what was left.
 */
export async function startWorkers(
  container: Container,
  { republishAfterMs, pollMs }: WorkerTimings = { republishAfterMs: container.config.republishAfterMs, pollMs: 1000 },
): Promise<{ stop(): Promise<void> }> {
  const { config, logger, metrics } = container
  const report = createReports(logger)
  const stopping = new AbortController()
  const lanes = openLanes(container)
  const handlers = createHandlers(container, { lanes, stopping: stopping.signal, report })
  const queues = await openQueues({ redisUrl: config.redisUrl, databaseUrl: config.queueDatabaseUrl, report })
  const pool = createPool({ url: config.relayDatabaseUrl, max: 2 })
  const db = createDatabase(pool)
  metrics.pools.set('relay', pool)
  measureBacklog(metrics, { db, queues, report })
  const relay = startRelay({ db, queues, report, republishAfterMs, pollMs })
  const agenda = startAgenda({ db, queues, report, republishAfterMs, pollMs })
  // Who writes work often puts what follows it on the agenda, due at once.
  const wakeUp = listen({ url: config.relayDatabaseUrl, channel: 'cadre_outbox', report }, () => {
    relay.wake()
    agenda.wake()
  })
  const run = createJobRunner(container, handlers, report)
  const workers = await Promise.all(
    queueNames.map((name) => queues.work(name, { concurrency: concurrency[name] }, run)),
  )

  async function finish(): Promise<void> {
    await Promise.all([relay.stop(), agenda.stop(), wakeUp.close(), ...workers.map((worker) => worker.close())])
    await Promise.all([...Object.values(lanes).map((lane) => lane.transport.close()), queues.close(), db.destroy()])
  }

  return {
    async stop() {
      stopping.abort()
      const tooLate = Promise.withResolvers<void>()
      const timer = setTimeout(tooLate.resolve, 8000)
      await Promise.race([finish(), tooLate.promise])
      clearTimeout(timer)
    },
  }
}

/** Sessions are shared out, so that a campaign never takes the last one from a password reset. */
function openLanes({ config, metrics }: Container) {
  const { smtpUrl, mailSessions, mailSocketTimeoutMs } = config
  const counted = countDeliveries(metrics)
  const lane = (name: Lane, sessions: number) => {
    const transport = createMailTransport({
      url: smtpUrl,
      maxSessions: sessions,
      socketTimeoutMs: mailSocketTimeoutMs,
      connectTimeoutMs: Math.min(mailSocketTimeoutMs, 20_000),
    })
    return { sessions, transport: counted(name, transport) }
  }
  const transactional = Math.max(1, Math.floor(mailSessions / 5))
  const bulk = Math.max(1, mailSessions - transactional)
  return { transactional: lane('transactional', transactional), bulk: lane('bulk', bulk) }
}
