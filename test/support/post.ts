import { Redis } from 'ioredis'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { startLocalRedis } from '../../src/infra/embedded/redis.ts'
import { type NewMessage, queueMessages } from '../../src/modules/messages/messages.service.ts'
import { startWorkers, type WorkerTimings } from '../../workers/start-workers.ts'
import { startTestApi, type TestApi, type TestPractice } from './api.ts'
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from './smtp-sink.ts'

/** What the queue can run on here; what is missing is said aloud. */
export async function queueBackends(): Promise<('PostgreSQL' | 'Redis')[]> {
  const redis = await startLocalRedis()
  await redis?.stop()
  if (!redis) console.warn('LEFT OUT: the queue on Redis (there is no redis-server on the PATH)')
  return redis ? ['PostgreSQL', 'Redis'] : ['PostgreSQL']
}

/** A mail server, the API, and as many workers as wanted: everything between a letter and its reader. */
export interface Post {
  api: TestApi
  practice: TestPractice
  sink: SmtpSink
  /** Forgets everything that is queued. */
  flushQueue(): Promise<void>
  startWorkers(): Promise<{ stop(): Promise<void> }>
  inPractice<T>(step: (trx: PracticeTrx) => Promise<T>): Promise<T>
  /** Queues letters to reader0@…, reader1@… and so on; returns their ids. */
  queue(count: number, changes?: Partial<NewMessage>): Promise<string[]>
  /** How many messages are in which status. */
  statuses(): Promise<Record<string, number>>
  /** Lets everything that was put off be due now. */
  skipDelays(): Promise<void>
  stop(): Promise<void>
}

export async function openPost(
  backend: 'PostgreSQL' | 'Redis',
  {
    behaviour,
    environment = {},
    timings = { republishAfterMs: 1000, pollMs: 100 },
  }: { behaviour?: SmtpSinkOptions['behaviour']; environment?: Record<string, string>; timings?: WorkerTimings } = {},
): Promise<Post> {
  const redis = backend === 'Redis' ? await startLocalRedis() : undefined
  const sink = await startSmtpSink({ behaviour })
  const api = await startTestApi({
    SMTP_URL: sink.url,
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...environment,
  })
  const practice = await api.practice()
  const workers: { stop(): Promise<void> }[] = []
  const { admin } = api.database
  const inPractice: Post['inPractice'] = async (step) =>
    (await enterAsSystem(api.container.db, practice.practiceId, step))!

  return {
    api,
    practice,
    sink,
    inPractice,
    async flushQueue() {
      if (!redis) {
        await admin.query('truncate bullmq.job cascade')
        return
      }
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
    },
    async startWorkers() {
      const started = await startWorkers(api.container, timings)
      workers.push(started)
      return started
    },
    queue: (count, changes = {}) =>
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
            ...changes,
          })),
        ),
      ),
    async statuses() {
      const { rows } = await admin.query<{ status: string; count: number }>(
        'select status, count(*)::integer as count from messages group by 1',
      )
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
    },
    async skipDelays() {
      await admin.query(`update messages set next_attempt_at = now() - interval '1 second' where status = 'queued'`)
      await admin.query(`update agenda set due_at = now() - interval '1 second', publish_at = now()
                          where kind = 'messages.put_off_is_due'`)
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await api.stop()
      await sink.close()
      await redis?.stop()
    },
  }
}
