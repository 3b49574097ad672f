import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Report } from '../logging/reports.ts'

/** So long a count lasts; then it begins again. Short, so that whoever is refused need not wait long. */
export const windowSeconds = 10

/** How somebody stands who has just asked once more. */
export interface Count {
  isOver: boolean
  /** How often they may still ask in this window. */
  left: number
  /** Until the window ends. */
  milliseconds: number
}

export interface RequestCounter {
  /** Of whom so much is allowed; the name stands in headers. */
  name: string
  /** How often one key may ask in `windowSeconds`. */
  limit: number
  /**
   * Counts one more request of a key.
   *
   * @param orFail rather reject than count alone while Redis is away
   */
  count(key: string, orFail?: boolean): Promise<Count>
}

interface CounterOptions {
  name: string
  limit: number
  /** Where all processes count together; without it each counts alone. */
  redis: Redis | undefined
  report: Report
}

/** Counts requests per key. While Redis does not answer, each process allows the whole limit by itself. */
export function createRequestCounter({ name, limit, redis, report }: CounterOptions): RequestCounter {
  const options = { keyPrefix: `cadre:requests:${name}`, points: limit, duration: windowSeconds }
  const alone = new RateLimiterMemory(options)
  // Whoever is over the limit is remembered here: a flood does not reach Redis.
  const together =
    redis &&
    new RateLimiterRedis({
      ...options,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: limit + 1,
    })
  return {
    name,
    limit,
    async count(key, orFail = false) {
      if (!together) return consume(alone, key)
      try {
        return await consume(together, key)
      } catch (error) {
        report(error, 'counting requests in Redis')
        if (orFail) throw error
        return consume(alone, key)
      }
    },
  }
}

async function consume(limiter: RateLimiterMemory | RateLimiterRedis, key: string): Promise<Count> {
  try {
    return countOf(await limiter.consume(key), false)
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return countOf(refused, true)
    throw refused
  }
}

const countOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): Count => ({
  isOver,
  left: remainingPoints,
  milliseconds: msBeforeNext,
})
