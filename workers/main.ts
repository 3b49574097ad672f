import { sql } from 'kysely'
import { mayStart } from '../src/checks/before-start.ts'
import { readConfig } from '../src/config.ts'
import { createContainer } from '../src/container.ts'
import { createLogger } from '../src/infra/logging/logger.ts'
import { startMetricsServer } from '../src/infra/metrics/metrics-server.ts'
import { startHealthServer } from '../src/infra/process/health-server.ts'
import { endOnCrash } from '../src/infra/process/end-on-crash.ts'
import { runUntilStopped } from '../src/infra/process/run-until-stopped.ts'
import { startWorkers } from './start-workers.ts'

/** Relay, agenda and workers as a process of their own. The database must have been migrated. */
const config = readConfig()
const logger = createLogger(config.logLevel)
endOnCrash(logger)
if (!(await mayStart(config, logger))) process.exit(1)
const container = await createContainer(config, logger)
const workers = await startWorkers(container)
const isReady = () => sql`select 1`.execute(container.db).then(() => true)
const { host, workerPort: port } = config
const health = port === undefined ? undefined : await startHealthServer({ host, port, isReady })
const metrics = config.operator && (await startMetricsServer(container.metrics, config.operator))
container.logger.info('workers are ready')

runUntilStopped(async () => {
  await health?.stop()
  await metrics?.stop()
  await workers.stop()
  await container.close()
})
