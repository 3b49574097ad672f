import { firstFreePort } from './free-port.ts'
import { supervise } from './supervise.ts'

export type LocalRedisOptions = {
  /** Preferred port; the next free one when it is taken, any free one when left out. */
  port?: number
  /** Keep every write in `dir`, so that a restart finds it again. */
  appendOnly?: boolean
  /** Must exist. Needed for `appendOnly` only. */
  dir?: string
}

export type LocalRedis = { url: string; stop(): Promise<void>; kill9(): Promise<void> }

/**
 * A redis-server from the PATH on 127.0.0.1 that lives and dies with this process, kill -9 included.
 * Undefined when the machine has none; throws when it has one that does not start.
 */
export async function startLocalRedis(options: LocalRedisOptions = {}): Promise<LocalRedis | undefined> {
  const port = await firstFreePort(options.port ?? 0)
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: options.dir ?? '/',
    appendonly: options.appendOnly ? 'yes' : 'no',
    save: '',
    'maxmemory-policy': 'noeviction',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const redis = supervise('redis-server', args, { stopSignal: 'TERM', readyWhen: /ready to accept connections/i })
  if (await redis.ready) return { url: `redis://127.0.0.1:${port}`, stop: redis.stop, kill9: redis.kill9 }
  const { output } = await redis.ended
  if (/redis-server: .*not found/.test(output)) return undefined
  throw new Error(`redis-server did not start:\n${output}`)
}
