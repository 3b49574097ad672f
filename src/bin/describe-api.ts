import { buildApp } from '../app.ts'
import { parseConfig } from '../config.ts'
import type { Document } from '../http/openapi/document.ts'
import { createDatabase, createPool } from '../infra/db/pool.ts'
import { createLogger } from '../infra/logging/logger.ts'
import { createMetrics } from '../infra/metrics/metrics.ts'
import { clientFollowers } from '../modules/commitments/following.service.ts'
import { createOffice } from '../modules/links/office.service.ts'

/** The OpenAPI document and the route table of the API, built without connecting to anything. */
export async function describeApi(): Promise<{ document: Document; routes: string }> {
  const config = parseConfig({
    DATABASE_URL: 'postgres://nobody@nowhere.invalid/none',
    SMTP_URL: 'smtp://nowhere.invalid',
    PUBLIC_URL: 'http://nowhere.invalid',
    CADRE_SECRET: 'only for describing the API, signs nothing',
    LOG_LEVEL: 'silent',
  })
  const app = await buildApp({
    config,
    logger: createLogger(config.logLevel),
    db: createDatabase(createPool({ url: config.databaseUrl, max: 1 })),
    isOverloaded: () => false,
    metrics: createMetrics(),
    signingKeys: {
      current: () => {
        throw new Error('there are no keys here')
      },
      find: async () => undefined,
      publicJwks: () => [],
      close: () => {},
    },
    office: createOffice(config),
    messageOwners: {},
    clientFollowers,
    close: async () => {},
  })
  await app.ready()
  const described = {
    document: app.swagger() as unknown as Document,
    routes: app.printRoutes({ commonPrefix: false }),
  }
  await app.close()
  return described
}
