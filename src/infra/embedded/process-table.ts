import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export type ProcessEntry = { parent: number; command: string }

/** Whether the number belongs to a process: running, or ended and not yet collected by its parent (a zombie). */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Parent and command line of a process; undefined when there is none. A zombie has an empty command line. */
export async function describeProcess(pid: number): Promise<ProcessEntry | undefined> {
  try {
    return await (process.platform === 'linux' ? readProc(pid) : askPs(pid))
  } catch {
    return undefined
  }
}

// Read directly, as small images have no ps.
async function readProc(pid: number): Promise<ProcessEntry> {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
  ])
  // The name, in parentheses, may itself hold spaces and parentheses; state and parent follow it.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(parent), command: command.replaceAll('\0', ' ') }
}

async function askPs(pid: number): Promise<ProcessEntry> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)])
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? []
  return { parent: Number(parent), command: `${command ?? ''} ` }
}
