import { readConfig } from '../src/config.ts'
import { createContainer } from '../src/container.ts'
import { runUntilStopped } from '../src/infra/process/run-until-stopped.ts'
import { startWorkers } from './start-workers.ts'

/** Relay, agenda and workers as a process of their own. The database must have been migrated. */
const container = await createContainer(readConfig())
const workers = await startWorkers(container)
container.logger.info('workers are ready')

runUntilStopped(async () => {
  await workers.stop()
  await container.close()
})
