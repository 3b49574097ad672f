import { type BackendClasses, createPostgresBackend, createRedisBackend, type IQueueBackend, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPool } from '../db/pool.ts'
import type { Report } from '../logging/reports.ts'
import { type QueueName, queueNames } from './job.ts'

/** One job as the queue carries it. */
export interface Publication {
  name: string
  data: Record<string, unknown>
}

/** BullMQ on Redis or on PostgreSQL; nothing outside this file knows which. */
export interface Queues {
  /** Rejects when the queue cannot be reached; some of the jobs may be there all the same. */
  publish(queue: QueueName, jobs: Publication[]): Promise<void>
  /** Runs jobs of one queue as they come, at least once each. */
  work(
    queue: QueueName,
    options: { concurrency: number },
    run: (job: Publication) => Promise<void>,
  ): Promise<{ close(): Promise<void> }>
  /** How many jobs each queue holds, by what is with them. */
  counts(): Promise<{ queue: QueueName; state: string; count: number }[]>
  close(): Promise<void>
}

export interface QueuesOptions {
  redisUrl: string | undefined
  /** Signs in as the owner of the schema `bullmq`, used without Redis. */
  databaseUrl: string
  report: Report
}

// The braces keep all keys on one node of a Redis cluster.
const prefix = '{cadre}'
const answerTimeoutMs = 5000

/** Opens the queues, waiting for their server: BullMQ stays deaf for good when it is away at the first attempt. */
export async function openQueues({ redisUrl, databaseUrl, report }: QueuesOptions): Promise<Queues> {
  if (redisUrl) {
    const redis = new Redis(redisUrl, { maxRetriesPerRequest: null })
    redis.on('error', (error) => report(error, 'talking to Redis'))
    await redis.ping()
    return queuesOn(withBackend(createRedisBackend), redis, report, async () => redis.disconnect())
  }
  // A worker pins one connection for listening; the rest are for publishing and for moving jobs along.
  const pool = createPool({ url: databaseUrl, max: queueNames.length + 8 }).setMaxListeners(0)
  while (!(await answers(pool, report))) await sleep(500)
  return queuesOn(withBackend(createPostgresBackend), pool, report, () => pool.end())
}

async function answers(pool: ReturnType<typeof createPool>, report: Report): Promise<boolean> {
  try {
    await pool.query('select 1')
    return true
  } catch (error) {
    report(error, 'reaching the queue')
    return false
  }
}

function queuesOn<Backend extends IQueueBackend, Connection>(
  { Queue, Worker }: BackendClasses<Backend, Connection>,
  connection: Connection,
  report: Report,
  disconnect: () => Promise<void>,
): Queues {
  let closing = false
  /** What connections say while they are being closed is no news. */
  const tell: Report = (error, doing) => {
    if (!closing) report(error, doing)
  }
  const queues = Object.fromEntries(
    queueNames.map((name) => {
      const queue = new Queue(name, { connection, prefix })
      queue.on('error', (error) => tell(error, `queue ${name}`))
      return [name, queue]
    }),
  )
  // What ended says nothing: the outbox and the agenda know what is done. A few failures are kept for the curious.
  const opts = { attempts: 1, removeOnComplete: true, removeOnFail: { count: 1000, age: 24 * 3600 } }
  return {
    async publish(name, jobs) {
      const adding = queues[name]!.addBulk(jobs.map((job) => ({ ...job, opts })))
      // While the server is away an addition may never settle.
      await settleWithin(adding, answerTimeoutMs)
    },
    async work(name, { concurrency }, run) {
      const worker = new Worker(name, (job) => run({ name: job.name, data: job.data as Publication['data'] }), {
        connection,
        prefix,
        concurrency,
      })
      worker.on('error', (error) => tell(error, `worker of ${name}`))
      worker.on('failed', (job, error) => report(error, job?.name ?? `a job of ${name}`))
      await worker.waitUntilReady()
      return worker
    },
    async counts() {
      const counted = queueNames.map(async (queue) => {
        const counts = await queues[queue]!.getJobCounts('wait', 'active', 'failed')
        return Object.entries(counts).map(([state, count]) => ({ queue, state, count }))
      })
      return (await settleWithin(Promise.all(counted), answerTimeoutMs)).flat()
    },
    async close() {
      closing = true
      await Promise.all(Object.values(queues).map((queue) => queue.close()))
      await disconnect()
    },
  }
}

async function settleWithin<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(() => tooLate.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([work, tooLate.promise])
  } finally {
    clearTimeout(timer)
  }
}
