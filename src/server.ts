import { buildApp } from './app.ts'
import { mayStart } from './checks/before-start.ts'
import { readConfig } from './config.ts'
import { createContainer } from './container.ts'
import { createLogger } from './infra/logging/logger.ts'
import { startMetricsServer } from './infra/metrics/metrics-server.ts'
import { endOnCrash } from './infra/process/end-on-crash.ts'
import { runUntilStopped } from './infra/process/run-until-stopped.ts'

/** The API as a process of its own; workers are others. The database must have been migrated. */
const config = readConfig()
const logger = createLogger(config.logLevel)
endOnCrash(logger)
if (!(await mayStart(config, logger))) process.exit(1)
const container = await createContainer(config, logger)
const app = await buildApp(container)
await app.listen({ host: config.host, port: config.port })
const metrics = config.operator && (await startMetricsServer(container.metrics, config.operator))

runUntilStopped(async () => {
  await app.close()
  await metrics?.stop()
  await container.close()
})
