import { execFile } from 'node:child_process'
import { appendFile, chown, realpath, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

export interface BaseBackup {
  /** A data folder that PostgreSQL recovers from when it is started there. */
  folder: string
  seconds: number
  megabytes: number
}

/**
 * Copies the data folder of a server that goes on working, by PostgreSQL's own protocol for that (what pg_basebackup
 * does over the network): its programs are not among those that npm brings.
 *
 * @param superuserUrl signs in at the server
 * @param dataDir where the server keeps its data, on this machine
 */
export async function takeBaseBackup(superuserUrl: string, dataDir: string): Promise<BaseBackup> {
  const startedAt = performance.now()
  const from = await realpath(dataDir)
  const folder = `${from}-backup`
  const session = new pg.Client({ connectionString: superuserUrl })
  await session.connect()
  try {
    await session.query(`select pg_backup_start('drill', true)`)
    // Files may come and go meanwhile, which cp complains about: the log of changes puts that right.
    await run('cp', ['-a', from, folder]).catch(() => {})
    const { rows } = await session.query<{ labelfile: string }>('select labelfile from pg_backup_stop()')
    await run('cp', ['-a', `${from}/pg_wal`, folder])
    await rm(path.join(folder, 'postmaster.pid'), { force: true })
    const { uid, gid } = await stat(folder)
    const files = { backup_label: rows[0]!.labelfile, 'recovery.signal': '' }
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(folder, name), content, { mode: 0o600 })
      await chown(path.join(folder, name), uid, gid)
    }
    // There is no archive of later changes: recovery ends with the back-up.
    await appendFile(path.join(folder, 'postgresql.auto.conf'), `restore_command = 'false'\n`)
  } finally {
    await session.end()
  }
  const { stdout } = await run('du', ['-sm', folder])
  return { folder, seconds: (performance.now() - startedAt) / 1000, megabytes: Number.parseInt(stdout) }
}
