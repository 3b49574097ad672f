import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { createContainer } from '../../src/container.ts'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { type NewMessage, queueMessages } from '../../src/modules/messages/messages.service.ts'
import { startWorkers, type WorkerTimings } from '../../workers/start-workers.ts'
import { startTestApi, type TestApi, type TestPractice } from './api.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { testSecret } from './secret.ts'
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from './smtp-sink.ts'

export type QueueBackend = 'PostgreSQL' | 'Redis'

/** What the queue can run on here; what is missing is said aloud. */
export function queueBackends(): QueueBackend[] {
  if (inject('redisUrl')) return ['PostgreSQL', 'Redis']
  console.warn('LEFT OUT: the queue on Redis (there is none)')
  return ['PostgreSQL']
}

/** Patience of `expect.poll`: machines may be slow, and nothing here is a measurement. */
export const patience = { timeout: 120_000, interval: 50 }

/** A mail server, the API, and as many workers as wanted: everything between a letter and its reader. */
export interface Post {
  api: TestApi
  practice: TestPractice
  sink: SmtpSink
  /** What a process needs in order to join in. */
  environment: Record<string, string>
  /** Forgets everything that is queued. */
  flushQueue(): Promise<void>
  startWorkers(timing?: WorkerTimings): Promise<{ stop(): Promise<void> }>
  inPractice<T>(step: (trx: PracticeTrx) => Promise<T>): Promise<T>
  /** Queues letters to reader0@…, reader1@… and so on; returns their ids. */
  queue(count: number, changes?: (index: number) => Partial<NewMessage>): Promise<string[]>
  /** How many messages are in which status. */
  statuses(): Promise<Record<string, number>>
  /** Lets everything that was put off be due now. */
  skipDelays(): Promise<void>
  stop(): Promise<void>
}

export interface PostOptions {
  behaviour?: SmtpSinkOptions['behaviour']
  environment?: Record<string, string>
  timings?: WorkerTimings
  /** Instead of one of the run's server. */
  database?: TestDatabase
  /** Instead of the run's. */
  redisUrl?: string
}

export async function openPost(backend: QueueBackend, options: PostOptions = {}): Promise<Post> {
  const { behaviour, timings = { republishAfterMs: 1000, pollMs: 100 } } = options
  const redisUrl = backend === 'Redis' ? (options.redisUrl ?? ownPartOf(inject('redisUrl')!)) : undefined
  const redis = redisUrl ? new Redis(redisUrl) : undefined
  // A test may take its server away.
  redis?.on('error', () => {})
  await redis?.flushdb()
  const sink = await startSmtpSink({ behaviour })
  const database = options.database ?? (await createTestDatabase())
  const environment = {
    DATABASE_URL: database.adminUrl,
    CADRE_SECRET: testSecret,
    PUBLIC_URL: 'http://cadre.test',
    SMTP_URL: sink.url,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...options.environment,
  }
  const api = await startTestApi(environment, database)
  const practice = await api.practice()
  const workers: { stop(): Promise<void> }[] = []
  const inPractice: Post['inPractice'] = async (step) =>
    (await enterAsSystem(api.container.db, practice.practiceId, step))!

  return {
    api,
    practice,
    sink,
    environment,
    inPractice,
    async flushQueue() {
      if (redis) await redis.flushdb()
      else await database.admin.query('truncate bullmq.job cascade')
    },
    async startWorkers(timing = timings) {
      const container = await createContainer(api.container.config, api.container.logger)
      const started = await startWorkers(container, timing)
      let stopping: Promise<void> | undefined
      const stop = () => (stopping ??= started.stop().then(container.close))
      workers.push({ stop })
      return { stop }
    },
    queue: (count, changes = () => ({})) =>
      inPractice((trx) =>
        queueMessages(
          trx,
          Array.from({ length: count }, (_, index) => ({
            kind: 'announcement',
            lane: 'bulk' as const,
            from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
            to: { name: `Reader ${index}`, address: `reader${index}@reader.example` },
            subject: 'Good news',
            text: `Dear Reader ${index},\n\nI start on Monday.`,
            ...changes(index),
          })),
        ),
      ),
    async statuses() {
      const { rows } = await database.admin.query<{ status: string; count: number }>(
        'select status, count(*)::integer as count from messages group by 1',
      )
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
    },
    async skipDelays() {
      await database.admin.query(`update messages set next_attempt_at = now() - interval '1 second'
                          where status = 'queued' and next_attempt_at > now()`)
      await database.admin.query(`update agenda set due_at = now() - interval '1 second', publish_at = now()
                          where kind = 'messages.put_off_is_due' and due_at > now()`)
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await api.stop()
      await sink.close()
      redis?.disconnect()
    },
  }
}

/** The queue has the same names everywhere, so each of Vitest's processes works in a database of its own. */
function ownPartOf(redisUrl: string): string {
  const url = new URL(redisUrl)
  url.pathname = `/${process.env['VITEST_POOL_ID'] ?? 0}`
  return url.href
}
