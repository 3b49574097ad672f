import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './infra/db/database.ts'
import { createDatabase, createPool } from './infra/db/pool.ts'
import { createWaitingLine } from './infra/db/waiting-line.ts'
import { createLogger } from './infra/logging/logger.ts'
import { createReports } from './infra/logging/reports.ts'
import { createMetrics, type Metrics } from './infra/metrics/metrics.ts'
import { deriveKey } from './infra/security/secrets.ts'
import { loadSigningKeys, type SigningKeys } from './infra/security/signing-keys.ts'
import { clientFollowers } from './modules/commitments/following.service.ts'
import type { ClientFollowers } from './modules/clients/clients.service.ts'
import { followDeliveries } from './modules/enforcement/deliveries.service.ts'
import { followHeadsUps } from './modules/enforcement/heads-up.service.ts'
import { withdrawNotices } from './modules/enforcement/leaving.service.ts'
import { followOutcomes } from './modules/announcements/outcomes.service.ts'
import { createOffice, type Office } from './modules/links/office.service.ts'
import type { MessageOwners } from './modules/messages/ledger.service.ts'
import { followReply } from './modules/replies/replies.service.ts'

/** What the API and the workers are wired from. */
export interface Container {
  config: Config
  logger: Logger
  db: Kysely<Database>
  /** Whether whoever asks the database now would wait for too long, or behind too many. */
  isOverloaded(): boolean
  metrics: Metrics
  signingKeys: SigningKeys
  /** Where letters come from, and where their links lead. */
  office: Office
  /** Who hears what became of messages. Here, because it would make a circle anywhere below. */
  messageOwners: MessageOwners
  /** Who hears of clients that move or rest; here for the same reason. */
  clientFollowers: ClientFollowers
  close(): Promise<void>
}

/** Longer than PostgreSQL itself lets a statement of ours take (`roles.ts`). */
const deadServerMs = 20_000

/** Opens what a process needs; `close` ends it. */
export async function createContainer(
  config: Config,
  logger: Logger = createLogger(config.logLevel),
): Promise<Container> {
  const pool = createPool({
    url: config.databaseUrl,
    max: config.databasePoolSize,
    connectionTimeoutMs: config.databaseWaitMs,
    queryTimeoutMs: deadServerMs,
  })
  const line = createWaitingLine(pool, { maxWaiting: config.databaseMaxWaiting, maxWaitMs: config.databaseWaitMs })
  const db = createDatabase(pool, line)
  const metrics = createMetrics()
  metrics.pools.set('app', pool)
  const signingKeys = await loadSigningKeys(db, deriveKey(config.secret, 'signing keys'), createReports(logger))
  const office = createOffice(config)
  const messageOwners = {
    announcement_recipient: { hear: followOutcomes, answered: followReply },
    escalation: { hear: followHeadsUps },
    escalation_notice: { hear: followDeliveries, withdraw: withdrawNotices },
  }
  const close = async () => {
    signingKeys.close()
    await db.destroy()
  }
  const { isOverloaded } = line
  return { config, logger, db, isOverloaded, metrics, signingKeys, office, messageOwners, clientFollowers, close }
}
