import type { Logger } from 'pino'
import { buildApp } from '../app.ts'
import { mayStart } from '../checks/before-start.ts'
import { parseConfig, rolePassword } from '../config.ts'
import { createContainer } from '../container.ts'
import { migrate } from '../infra/db/migrate.ts'
import { createLogger } from '../infra/logging/logger.ts'
import { startMetricsServer } from '../infra/metrics/metrics-server.ts'
import { startWorkers } from '../../workers/start-workers.ts'
import { startLocalServices } from './local-services.ts'

export interface RunningCadre {
  apiUrl: string
  docsUrl: string
  inboxUrl: string | undefined
  metricsUrl: string | undefined
  logger: Logger
  stop(): Promise<void>
}

/** Everything in one process: database and inbox unless given, migrations, API, relay, agenda and workers. */
export async function startAllInOne(
  folder: string,
  given: Record<string, string | undefined>,
  log: (message: string) => void,
): Promise<RunningCadre> {
  const services = await startLocalServices(folder, given, log)
  const config = parseConfig(services.environment)
  await migrate(config.adminDatabaseUrl, rolePassword(config.secret))
  const logger = createLogger(config.logLevel)
  if (!(await mayStart(config, logger))) throw new Error('Cadre does not start in production like this: see above.')
  const container = await createContainer(config, logger)
  const app = await buildApp(container)
  const workers = await startWorkers(container)
  await app.listen({ host: config.host, port: config.port })
  const metrics = config.operator && (await startMetricsServer(container.metrics, config.operator))
  return {
    apiUrl: config.publicUrl,
    docsUrl: `${config.publicUrl}/docs`,
    inboxUrl: services.inboxUrl,
    metricsUrl: metrics && `${metrics.url}/metrics`,
    logger: container.logger,
    async stop() {
      await app.close()
      await metrics?.stop()
      await workers.stop()
      await container.close()
      await services.stop()
    },
  }
}
