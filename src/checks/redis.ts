import { Redis } from 'ioredis'
import { type Check, type Finding, findingsOf, placeOf, reasonOf } from './finding.ts'

const about = 'Redis'
const { good, bad, away, open } = findingsOf(about)

export const redis: Check = {
  about,
  of: ['REDIS_URL'],
  guardsStart: true,
  async look({ redisUrl }) {
    if (!redisUrl) return open('REDIS_URL is not set: the queue runs on PostgreSQL')
    const client = new Redis(redisUrl, { lazyConnect: true, connectTimeout: 5000, retryStrategy: () => null })
    // The last error tells more than "the connection is closed".
    let trouble: unknown
    client.on('error', (error) => (trouble = error))
    try {
      await client.connect()
      // INFO, since those who rent Redis out often forbid CONFIG.
      return [...lookAtSettings(await client.info())]
    } catch (error) {
      return notReached(placeOf(redisUrl), trouble ?? error)
    } finally {
      client.disconnect()
    }
  },
}

function notReached(place: string, error: unknown): Finding {
  if (/WRONGPASS|NOAUTH/.test(String(error))) {
    return bad(`Redis at ${place} does not let us in`, 'correct the user and password in REDIS_URL')
  }
  return away(`Redis at ${place} does not answer (${reasonOf(error)})`, 'start it, or correct REDIS_URL')
}

function* lookAtSettings(info: string): Generator<Finding> {
  const value = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim()
  const policy = value('maxmemory_policy')
  yield policy === 'noeviction'
    ? good('is reached, and forgets nothing when its memory is full (noeviction)')
    : bad(
        `throws work away when its memory is full (maxmemory-policy is ${policy ?? 'unknown'})`,
        'set `maxmemory-policy noeviction`',
      )
  yield value('aof_enabled') === '1'
    ? good('writes what it is given to disk (appendonly)')
    : bad('forgets everything when it restarts (appendonly is off)', 'set `appendonly yes`')
}
