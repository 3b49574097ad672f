import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, readlink, symlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Account } from '../supervise.ts'
import { canEnter } from './account.ts'
import { outsideFolder } from './outside.ts'

/**
 * Where the data really lies: at `dataDir`, or outside the project when the server's account cannot enter the folders
 * above it. A link at `dataDir` then remembers the place, so that deleting the link starts afresh.
 */
export async function settleDataFolder(
  dataDir: string,
  account: Account,
  log: (message: string) => void,
): Promise<string> {
  const wanted = resolve(dataDir)
  const home = dirname(wanted)
  await mkdir(home, { recursive: true })
  const remembered = await readlink(wanted).catch(() => undefined)
  if (remembered !== undefined) return resolve(home, remembered)
  if (!account || (await canEnter(account, home))) return wanted
  if (await lstat(wanted).catch(() => undefined)) {
    throw new Error(`The account that owns ${wanted} cannot enter the folders above it: let others pass (chmod o+x)`)
  }
  const project = createHash('sha256').update(wanted).digest('hex').slice(0, 8)
  const place = join(await outsideFolder(account), `${basename(wanted)}-${project}-${randomBytes(4).toString('hex')}`)
  await symlink(place, wanted)
  log(`Other accounts cannot enter ${home}, so PostgreSQL keeps its data in ${place}`)
  return place
}
