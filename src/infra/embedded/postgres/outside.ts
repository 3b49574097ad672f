import { chmod, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../supervise.ts'
import { canEnter } from './account.ts'

/**
 * A folder outside the project for what the server's account cannot reach inside it. Preferably one that only root may
 * write to and that nobody tidies away; the temporary folder where the first cannot be written.
 */
export async function outsideFolder(account: Account): Promise<string> {
  const candidates = ['/var/lib/cadre', join(tmpdir(), `cadre-${process.getuid?.() ?? 0}`)]
  for (const folder of candidates) {
    // A folder that was there already keeps its mode; a new one must not depend on our umask.
    const made = await mkdir(folder, { recursive: true }).catch(() => undefined)
    if (made) await chmod(folder, 0o755)
    if ((await isOurs(folder)) && (await canEnter(account, folder))) return folder
  }
  throw new Error(`The account that PostgreSQL runs as can enter neither the project nor ${candidates.join(' nor ')}`)
}

/** A real folder of our own that nobody else can write to: what lies in it was put there by us. */
export async function isOurs(folder: string): Promise<boolean> {
  const entry = await lstat(folder).catch(() => undefined)
  return entry !== undefined && entry.isDirectory() && entry.uid === process.getuid?.() && (entry.mode & 0o022) === 0
}
