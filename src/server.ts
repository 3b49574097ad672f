import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { createContainer } from './container.ts'
import { startMetricsServer } from './infra/metrics/metrics-server.ts'
import { runUntilStopped } from './infra/process/run-until-stopped.ts'

/** The API as a process of its own; workers are others. The database must have been migrated. */
const config = readConfig()
const container = await createContainer(config)
const app = await buildApp(container)
await app.listen({ host: config.host, port: config.port })
const metrics = config.operator && (await startMetricsServer(container.metrics, config.operator))

runUntilStopped(async () => {
  await app.close()
  await metrics?.stop()
  await container.close()
})
