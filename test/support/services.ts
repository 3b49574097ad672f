import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PostgreSqlContainer } from '@testcontainers/postgresql'
import { GenericContainer } from 'testcontainers'
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts'
import { startLocalRedis } from '../../src/infra/embedded/redis.ts'

/** A server the tests run against. */
export interface Service {
  url: string
  /** Where it comes from, for people. */
  provider: string
  stop(): Promise<void>
}

export interface TestServices {
  /** Signs in as somebody who may create roles and databases. */
  postgres: Service
  /** Nothing when this machine has none: whoever needs it must say so. */
  redis: Service | undefined
}

/**
 * Real servers for the tests: those that TEST_DATABASE_URL and TEST_REDIS_URL name, else what npm and the machine bring
 * (TEST_SERVICES=embedded, the default), else containers (TEST_SERVICES=containers).
 *
 * @throws when containers are asked for and cannot be had: that run must not pass on something else
 */
export async function startServices(): Promise<TestServices> {
  const wanted = process.env['TEST_SERVICES'] || 'embedded'
  const providers = {
    embedded: [embeddedPostgres, localRedis],
    containers: [postgresContainer, valkeyContainer],
  } as const
  if (wanted !== 'embedded' && wanted !== 'containers') {
    throw new Error(`TEST_SERVICES is "${wanted}"; it may be "embedded" or "containers".`)
  }
  const [postgres, redis] = providers[wanted]
  return {
    postgres: given('TEST_DATABASE_URL') ?? (await postgres()),
    redis: given('TEST_REDIS_URL') ?? (await redis()),
  }
}

function given(variable: 'TEST_DATABASE_URL' | 'TEST_REDIS_URL'): Service | undefined {
  const url = process.env[variable]
  return url ? { url, provider: variable, stop: async () => {} } : undefined
}

async function embeddedPostgres(): Promise<Service> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cadre-test-'))
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(directory, 'data'),
    password: 'test',
    durable: false,
  })
  return {
    url: postgres.url,
    provider: 'embedded',
    async stop() {
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function localRedis(): Promise<Service | undefined> {
  const redis = await startLocalRedis()
  return redis && { url: redis.url, provider: 'redis-server of this machine', stop: redis.stop }
}

async function postgresContainer(): Promise<Service> {
  const image = 'postgres:18'
  const container = await new PostgreSqlContainer(image)
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'])
    .start()
  return {
    url: container.getConnectionUri(),
    provider: `${image} in a container`,
    stop: async () => void (await container.stop()),
  }
}

async function valkeyContainer(): Promise<Service> {
  const image = 'valkey/valkey:8'
  const container = await new GenericContainer(image).withExposedPorts(6379).start()
  const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`
  return { url, provider: `${image} in a container`, stop: async () => void (await container.stop()) }
}
