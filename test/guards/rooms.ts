import { matchesGlob } from 'node:path'
import { findCycles } from './cycles.ts'
import type { Source } from './source.ts'

interface Room {
  name: string
  files: string[]
  /** Files it may import; `{own}` is the file's own folder. */
  imports: string[]
  /** Files it may import with `import type` as well. */
  types?: string[]
  /** Packages that have no place here. */
  never?: string[]
  instead: string
}

const web = ['fastify', 'fastify-*', '@fastify/*']
const engines = ['bullmq', 'ioredis', 'nodemailer', 'undici']
const database = ['kysely', 'pg']
const io = [...web, ...engines, ...database, 'node:{fs,net,tls,http,https,http2,dns,child_process,worker_threads}']
const errors = 'src/errors.ts'
/** Plain functions over values, at home everywhere. */
const plain = ['src/infra/time/**', 'src/infra/mail/{address,dns-record,journal,letter,message}.ts', errors]

/** The first room whose `files` match owns the file. */
const rooms: Room[] = [
  {
    name: 'the command line',
    files: ['src/bin/**'],
    imports: ['src/**', 'workers/**', 'openapi/**'],
    instead: 'move what is tested with elsewhere under test/',
  },
  {
    name: 'the wiring',
    files: ['src/{server,app,container,jobs}.ts', 'src/modules/index.ts'],
    imports: ['src/**'],
    instead: 'let workers/ import the wiring, not the other way round',
  },
  {
    name: 'config',
    files: ['src/config.ts'],
    imports: ['src/infra/**', errors],
    instead: 'hand the parsed config to whoever needs it',
  },
  {
    name: 'checks',
    files: ['src/checks/**'],
    imports: ['src/checks/**', 'src/config.ts', 'src/infra/**', errors],
    instead: 'a check looks at what is outside: take the config and ask',
  },
  {
    name: 'infra',
    files: ['src/infra/**', errors],
    imports: ['src/infra/**', errors],
    instead: 'infra knows no domain: take what you need as an argument, and let the container pass it',
  },
  {
    name: 'http',
    files: ['src/http/**'],
    imports: ['src/http/**', 'src/infra/**', errors],
    instead: 'http knows no module: take what you need as an argument, and let src/app.ts pass it',
  },
  {
    name: 'rules',
    files: ['src/modules/*/*.rules.ts'],
    imports: ['src/modules/*/*.rules.ts', ...plain],
    types: ['src/**'],
    never: io,
    instead: 'rules are pure: let the service fetch the facts and pass them in',
  },
  {
    name: 'problems',
    files: ['src/modules/*/*.problems.ts'],
    imports: [errors],
    types: ['src/**'],
    never: io,
    instead: 'a problem is a definition: import only src/errors.ts',
  },
  {
    name: 'schemas',
    files: ['src/modules/*/*.schemas.ts'],
    imports: ['src/modules/*/*.{schemas,rules}.ts', 'src/http/**', ...plain],
    types: ['src/**'],
    never: io,
    instead: 'a schema describes bytes: move the work into the service or the rules',
  },
  {
    name: 'jobs',
    files: ['src/modules/*/*.jobs.ts'],
    imports: ['src/modules/*/*.{schemas,rules}.ts', 'src/infra/queue/**', ...plain],
    types: ['src/**'],
    never: io,
    instead: 'a job file holds the contract only: the work belongs to the service, its running to workers/processors',
  },
  {
    name: 'repositories',
    files: ['src/modules/*/*.repository.ts'],
    imports: ['{own}/*.{repository,rules}.ts', 'src/infra/db/**', ...plain],
    types: ['src/modules/*/*.{rules,schemas,jobs}.ts', 'src/infra/**'],
    never: [...web, ...engines],
    instead: 'a repository speaks SQL for its own tables: let the service combine it with other modules',
  },
  {
    name: 'threads',
    files: ['src/modules/*/*.thread.ts'],
    imports: ['{own}/*.rules.ts', 'src/infra/threads/**'],
    instead: 'a thread runs rules over what it is handed: it has nothing else to reach for',
  },
  {
    name: 'services',
    files: ['src/modules/*/*.service.ts'],
    imports: [
      '{own}/*.{service,repository,rules,jobs,problems}.ts',
      'src/modules/*/*.{service,rules}.ts',
      'src/infra/security/**',
      'src/infra/db/{scope,question,sqlstate}.ts',
      'src/infra/threads/**',
      ...plain,
    ],
    types: ['src/modules/**', 'src/infra/**'],
    never: [...web, ...engines],
    instead: "go through the other module's service, take the effect as an argument, or enqueue through the outbox",
  },
  {
    name: 'routes',
    files: ['src/modules/*/*.{routes,pages}.ts'],
    imports: ['{own}/*.ts', 'src/modules/*/*.{schemas,problems}.ts', 'src/http/**', ...plain],
    types: ['src/**'],
    never: [...engines, ...database],
    instead: 'call your own service; what needs another module belongs into that service',
  },
  {
    name: 'workers',
    files: ['workers/**'],
    imports: [
      'workers/**',
      'src/{container,config,jobs,errors}.ts',
      'src/checks/before-start.ts',
      'src/infra/**',
      'src/modules/*/*.{service,jobs,rules,problems}.ts',
    ],
    never: web,
    instead: 'call a service from the processor; it knows its repository',
  },
  {
    name: 'migrations',
    files: ['migrations/**'],
    imports: ['migrations/**'],
    instead: 'a migration is frozen: copy the literal it needs, or write SQL',
  },
]

const generated = ['src/infra/db/database.ts']
const emptyNames = /^(utils?|helpers?|common|lib|misc|managers?|shared)$|-(utils?|helpers?|misc|managers?)$/
const timeless = 'src/modules/**/*.{rules,service,repository}.ts'

/** Every broken rule of the house as one line each, `file:line what is wrong: what to do`. Empty when all hold. */
export function checkRooms(sources: Source[]): string[] {
  return [...sources.flatMap(checkFile), ...checkCycles(sources)]
}

function checkFile(source: Source): string[] {
  const { path } = source
  const stems = path.split('/').map((segment) => segment.split('.')[0] ?? '')
  const name = stems.find((stem) => emptyNames.test(stem))
  const problems = source.syntaxErrors.map((message) => `${path} does not parse: ${message}`)
  if (name)
    problems.push(`${path} "${name}" says nothing: name the file for what it does, or move the code to its user`)
  if (source.lines > 300 && !generated.includes(path)) {
    problems.push(`${path} has ${source.lines} lines: past 300 it is two rooms, split it by what it does`)
  }
  if (/\.test\.ts$|^(test|bench)\//.test(path)) return problems

  const barrel = 'import each thing from the file that defines it'
  if (stems.at(-1) === 'index' && path !== 'src/modules/index.ts') problems.push(`${path} is a barrel: ${barrel}`)
  for (const line of source.starExports) problems.push(`${path}:${line} re-exports a whole file: ${barrel}`)
  for (const line of path === 'src/config.ts' ? [] : source.environmentReads) {
    problems.push(
      `${path}:${line} reads process.env: add the variable to src/config.ts and take the value as an argument`,
    )
  }
  for (const line of matchesGlob(path, timeless) ? source.clockReads : []) {
    problems.push(`${path}:${line} reads the wall clock: take \`now\` as an argument`)
  }
  return [...problems, ...checkImports(source)]
}

function checkImports({ path, imports }: Source): string[] {
  const room = rooms.find(({ files }) => matchesAny(path, files))
  if (!room) {
    return [
      `${path} is in no room: call it <noun>.{routes,schemas,service,repository,rules,jobs,problems}.ts, or move it`,
    ]
  }
  const own = path.slice(0, path.lastIndexOf('/'))
  const matches = (target: string, globs: string[] = []) =>
    matchesAny(
      target,
      globs.map((glob) => glob.replace('{own}', own)),
    )
  return imports
    .filter(({ target, isPackage, typeOnly }) => {
      if (isPackage) return !typeOnly && matches(target, room.never)
      return !matches(target, room.imports) && !(typeOnly && matches(target, room.types))
    })
    .map(({ target, line }) => `${path}:${line} ${room.name} may not import ${target}: ${room.instead}`)
}

/** Between files, and between the modules whose services call each other; types are free to point both ways. */
function checkCycles(sources: Source[]): string[] {
  const edges = sources.flatMap(({ path, imports }) =>
    imports.filter((i) => !i.typeOnly && !i.isPackage).map((i) => [path, i.target] as const),
  )
  const moduleOf = (path: string) => /^(src\/modules\/[^/]+)\/.+\.service\.ts$/.exec(path)?.[1]
  const calls = edges.flatMap(([from, to]) => {
    const [caller, callee] = [moduleOf(from), moduleOf(to)]
    return caller && callee && caller !== callee ? [[caller, callee] as const] : []
  })
  const advice = 'decide which stands below, and hand it the effect through the map in src/container.ts'
  return [
    ...findCycles(edges).map((cycle) => `import cycle ${cycle.join(' → ')}: ${advice}`),
    ...findCycles(calls).map((cycle) => `modules call each other ${cycle.join(' → ')}: ${advice}`),
  ]
}

function matchesAny(path: string, globs: string[]): boolean {
  return globs.some((glob) => matchesGlob(path, glob))
}
