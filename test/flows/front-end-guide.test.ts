import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstFreePort } from '../../src/infra/embedded/free-port.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testSecret } from '../support/secret.ts'

/*
 * docs/front-end-guide.md, followed to the letter: every block is run, in its order, in a folder beside the clone. Only
 * what is installed from the registry is taken from here instead, and the database and the ports are those of the tests.
 */

const repository = process.cwd()
const guide = await readFile('docs/front-end-guide.md', 'utf8')
const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, content]) => ({
  language: language!,
  content: content!,
}))

let folder: string
let database: TestDatabase
let cadre: ChildProcess
let said = ''
/** What the block before printed. */
let printed = ''
let url = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cadre-guide-'))
  database = await createTestDatabase()
  await mkdir(path.join(folder, 'mine'))
  await symlink(repository, path.join(folder, 'cadre'))
})
afterAll(async () => {
  if (cadre?.exitCode === null) {
    const ended = once(cadre, 'exit')
    cadre.kill('SIGTERM')
    await ended
  }
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

describe('the guide for front ends', () => {
  it.each(blocks.map((block, index) => ({ ...block, title: `${index + 1} ${block.content.split('\n')[0]}` })))(
    '$title',
    async ({ language, content }) => {
      if (language === 'text') return expect(printed).toMatch(asPattern(content))
      if (language === 'ts') return writeFile(path.join(folder, 'mine', nameOf(content)), content)
      expect(language).toBe('sh')
      printed = content === 'npm start\n' ? await start() : await run(content)
    },
  )

  it('is of code that type-checks', async () => {
    const options = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: ['node'] }
    const compilerOptions = { ...options, allowImportingTsExtensions: true, skipLibCheck: true }
    await writeFile(path.join(folder, 'mine', 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    expect(await run('tsc')).toBe('')
  })
})

/** `// session.ts` is where the block goes. */
function nameOf(content: string): string {
  const name = /^\/\/ ([\w-]+\.ts)$/m.exec(content)?.[1]
  if (!name) throw new Error(`a block begins with the name of its file: ${content}`)
  return name
}

/** What is printed differs from day to day where the guide says `…`, and in the ports that were free. */
function asPattern(content: string): RegExp {
  const escaped = content.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(escaped.replaceAll('…', '[^\\n]*').replaceAll(':3000', ':\\d+'))
}

/** What `npm start` runs, on data of its own. */
async function start(): Promise<string> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
  const args = scripts['start']!.split(' ').filter((arg) => !arg.startsWith('--env-file') && arg !== 'node')
  cadre = spawn(
    process.execPath,
    args.map((arg) => path.join(repository, arg)),
    {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.adminUrl,
        // The roles, whose passwords come of it, are everybody's on this server.
        CADRE_SECRET: testSecret,
        PORT: String(await firstFreePort(0)),
        OPERATOR_PORT: String(await firstFreePort(0)),
      },
    },
  )
  for (const stream of [cadre.stdout!, cadre.stderr!]) stream.on('data', (chunk: Buffer) => (said += String(chunk)))
  while (!said.includes('Ctrl-C')) {
    if (cadre.exitCode !== null) throw new Error(said)
    await sleep(50)
  }
  url = /API +(\S+)/.exec(said)![1]!
  return said
}

async function run(commands: string): Promise<string> {
  const [install, ...others] = partition(commands.trim().split('\n'))
  if (install) await symlink(path.join(repository, 'node_modules'), path.join(folder, 'mine', 'node_modules'))
  const { stdout } = await promisify(execFile)('sh', ['-ec', others.join('\n')], {
    cwd: path.join(folder, 'mine'),
    env: { PATH: `${path.join(repository, 'node_modules/.bin')}:${process.env['PATH']}`, CADRE_URL: url },
  }).catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`${commands}${error.stdout}${error.stderr}${said}`)
  })
  return stdout
}

/** The line that asks the registry, if there is one, and the others. */
const partition = (lines: string[]): [string | undefined, ...string[]] => [
  lines.find((line) => line.startsWith('npm install')),
  ...lines.filter((line) => !line.startsWith('npm install')),
]
