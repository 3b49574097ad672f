import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeProcess, processExists } from '../process-table.ts'

/** A server that runs on a data folder. It is an orphan when the process that launched it is gone. */
export type Postmaster = { pid: number; port: number; ready: boolean; orphan: boolean }

/** The setting that carries the launcher's process id: how an orphan is told from another session's server. */
export const LAUNCHER_SETTING = 'launcher.pid'

/** The server that runs on the folder now, undefined when none does. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const file = join(dataDir, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!(pid > 1) || !processExists(pid)) return undefined

  const entry = await describeProcess(pid)
  if (!entry?.command.includes(` -D ${dataDir} `)) {
    await releaseLock(file, lines)
    return undefined
  }
  const launcher = Number(new RegExp(`${LAUNCHER_SETTING}=(\\d+)`).exec(entry.command)?.[1])
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready', orphan: entry.parent !== launcher }
}

// The server died without removing its lock, and its number now belongs to a zombie or to another program (common after
// a container's restart). PostgreSQL would refuse to start for as long as that lives. It takes a lock with its parent's
// number for stale, and then still makes sure that no process of the dead server is left: so it gets ours.
async function releaseLock(file: string, lines: string[]): Promise<void> {
  await writeFile(file, [process.pid, ...lines.slice(1)].join('\n'))
}
