import { Redis } from 'ioredis'
import type { Report } from '../logging/reports.ts'

/** Longer than Redis takes even when this process is too busy to listen; while it hangs, requests wait so long. */
const answerWithinMs = 2000

/**
 * A connection to count over: what cannot be counted at once fails at once, and it is made again for as long as it
 * takes. A Redis that is away at the start is reported, and no reason not to start.
 */
export async function connectCountingRedis(url: string, report: Report): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    connectTimeout: 2000,
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
  })
  redis.on('error', (error) => report(error, 'talking to Redis'))
  await redis.connect().catch((error: unknown) => report(error, 'reaching Redis'))
  return redis
}
