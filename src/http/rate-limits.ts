import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AppError, defineProblem } from '../errors.ts'
import { connectCountingRedis } from '../infra/limits/counting-redis.ts'
import { networkOf } from '../infra/limits/network.ts'
import {
  type Count,
  createRequestCounter,
  type RequestCounter,
  windowSeconds,
} from '../infra/limits/request-counter.ts'
import { createReports } from '../infra/logging/reports.ts'
import { rolesOf } from './operation.ts'

const tooManyRequests = defineProblem('too_many_requests', 429, 'There were too many requests')
const uncounted = defineProblem('uncounted', 503, 'Attempts cannot be counted right now')

/** How many requests each may make in `windowSeconds`. */
export interface RateLimits {
  /** One practice, with everybody in it. */
  practice: number
  /** One member or client. */
  caller: number
  /** One network address, of all who are not signed in. */
  address: number
}

interface RateLimitsOptions {
  limits: RateLimits
  /** Without it, each process counts alone. */
  redisUrl: string | undefined
  logger: Logger
}

/**
 * Counts every request but probes against whoever makes it, says on the answer how they stand, and refuses what is too
 * much. Comes after who calls is known (`identify`) and before anybody is refused (`refuse`).
 */
export async function countRequests(
  app: FastifyInstance,
  { limits, redisUrl, logger }: RateLimitsOptions,
): Promise<void> {
  const report = createReports(logger)
  const redis = redisUrl === undefined ? undefined : await connectCountingRedis(redisUrl, report)
  if (redis) app.addHook('onClose', async () => redis.disconnect())
  const where = redis
    ? 'Requests are counted in Redis: rate limits hold for all processes together.'
    : 'There is no REDIS_URL: each process counts requests in its own memory, so several allow several times the rate limits.'
  logger.info({ limits, windowSeconds }, where)

  const counter = (name: keyof RateLimits) => createRequestCounter({ name, limit: limits[name], redis, report })
  const [practice, caller, address] = [counter('practice'), counter('caller'), counter('address')]

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.always) return
    const { auth } = request
    const standings: Standing[] = []
    const count = async (by: RequestCounter, key: string) => {
      const standing = { by, ...(await by.count(key, isSignIn(request))) }
      standings.push(standing)
      if (standing.isOver) throw tooMany(standing)
    }
    try {
      if (auth) {
        // The caller first: what is refused to them takes nothing from what their practice has left.
        await count(caller, auth.callerId)
        await count(practice, auth.practiceId)
      } else {
        await count(address, networkOf(request.ip))
      }
    } catch (error) {
      request.refusal = error instanceof AppError ? error : uncounted(undefined, { retryAfterSeconds: 1, cause: error })
    }
    tell(reply, standings)
  })
}

interface Standing extends Count {
  by: RequestCounter
}

const tooMany = (standing: Standing): AppError =>
  tooManyRequests(`One ${standing.by.name} may make ${standing.by.limit} in ${windowSeconds} seconds.`, {
    retryAfterSeconds: secondsLeft(standing),
  })

/** Where somebody may be guessing: without the count nobody gets a try. */
const isSignIn = ({ method, routeOptions: { schema } }: FastifyRequest): boolean =>
  method === 'POST' && (schema?.tags?.includes('auth') ?? false) && rolesOf(schema).length === 0

/** Says how they stand: lists of structured items, as in draft-ietf-httpapi-ratelimit-headers-10. */
function tell(reply: FastifyReply, standings: Standing[]): void {
  if (standings.length === 0) return
  const list = (item: (standing: Standing) => string) =>
    standings.map((standing) => `"${standing.by.name}";${item(standing)}`).join(', ')
  void reply.header(
    'ratelimit-policy',
    list(({ by }) => `q=${by.limit};w=${windowSeconds}`),
  )
  void reply.header(
    'ratelimit',
    list((standing) => `r=${standing.left};t=${secondsLeft(standing)}`),
  )
}

const secondsLeft = ({ milliseconds }: Count): number => Math.max(1, Math.ceil(milliseconds / 1000))
