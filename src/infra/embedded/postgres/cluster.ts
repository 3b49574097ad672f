import { access, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { processExists } from '../process-table.ts'
import { type Account, supervise } from '../supervise.ts'

type ClusterOptions = { dataDir: string; initdb: string; account: Account; password: string; durable: boolean }

/** Makes the database cluster unless there is one. It appears at `dataDir` whole or not at all. */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { dataDir, account } = options
  if (await isCluster(dataDir)) return
  await removeLeftovers(dataDir)

  const workshop = `${dataDir}.initdb-${process.pid}`
  const passwordFile = join(workshop, 'password')
  await mkdir(workshop, { mode: 0o700 })
  await writeFile(passwordFile, options.password, { mode: 0o600 })
  if (account) for (const path of [workshop, passwordFile]) await chown(path, account.uid, account.gid)
  try {
    await initialise(options, join(workshop, 'data'), passwordFile)
    await rename(join(workshop, 'data'), dataDir)
  } catch (error) {
    // Another start of the same project may have been quicker: its cluster is as good as ours.
    if (!(await isCluster(dataDir))) throw error
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

async function initialise(options: ClusterOptions, folder: string, passwordFile: string): Promise<void> {
  const args = ['-D', folder, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8']
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions')
  if (!options.durable) args.push('--no-sync')
  const { succeeded, output } = await supervise(options.initdb, args, { stopSignal: 'TERM', account: options.account })
    .ended
  if (!succeeded) throw new Error(`initdb failed:\n${output}`)
}

/** The workshops of starts that were killed in the middle, told by the process id in their name. */
async function removeLeftovers(dataDir: string): Promise<void> {
  const prefix = `${basename(dataDir)}.initdb-`
  for (const name of await readdir(dirname(dataDir))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN
    if (Number.isNaN(pid) || (pid !== process.pid && processExists(pid))) continue
    await rm(join(dirname(dataDir), name), { recursive: true, force: true, maxRetries: 5 })
  }
}

async function isCluster(folder: string): Promise<boolean> {
  try {
    await access(join(folder, 'PG_VERSION'))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error // Most likely another account's data, which must not be taken for missing.
  }
}
