import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkRooms } from './rooms.ts'
import { readSource } from './source.ts'

const house = globSync('{src,workers,migrations,test,bench}/**/*.ts').map((path) =>
  readSource(path.replaceAll('\\', '/'), readFileSync(path, 'utf8')),
)

test('the house keeps its rules', () => {
  expect(checkRooms(house).join('\n')).toBe('')
})

const check = (files: Record<string, string>) =>
  checkRooms(Object.entries(files).map(([path, text]) => readSource(path, text)))

const contacts = 'src/modules/contacts/contacts'

test.each([
  [
    'infra that knows a module',
    'src/infra/mail/send.ts',
    `import { a } from '../../modules/contacts/contacts.rules.ts'`,
  ],
  ['http that knows a module', 'src/http/auth.ts', `import type { A } from '../modules/users/users.service.ts'`],
  ['rules that do I/O', `${contacts}.rules.ts`, `import { readFile } from 'node:fs/promises'`],
  ['rules with a repository', `${contacts}.rules.ts`, `import { a } from './contacts.repository.ts'`],
  ['a repository with a queue', `${contacts}.repository.ts`, `import { Queue } from 'bullmq'`],
  ["another module's repository", `${contacts}.service.ts`, `import { a } from '../users/users.repository.ts'`],
  ['the same with import()', `${contacts}.service.ts`, `await import('../users/users.repository.ts')`],
  ['the same re-exported', `${contacts}.service.ts`, `export { a } from '../users/users.repository.ts'`],
  ['a service that answers HTTP', `${contacts}.service.ts`, `import sensible from '@fastify/sensible'`],
  ['a service with http', `${contacts}.service.ts`, `import { a } from '../../http/auth.ts'`],
  ['routes with SQL', `${contacts}.routes.ts`, `import { sql } from 'kysely'`],
  ['routes with a foreign service', `${contacts}.routes.ts`, `import { a } from '../users/users.service.ts'`],
  ['a worker with a repository', 'workers/relay.ts', `import { a } from '../src/modules/users/users.repository.ts'`],
  ['a migration with src', 'migrations/0001-start.ts', `import { a } from '../src/errors.ts'`],
  ['a file without a role', 'src/modules/contacts/merging.ts', ''],
  ['an empty name', 'src/infra/utils/text.ts', ''],
  ['an empty name as a suffix', 'src/http/date-helpers.ts', ''],
  ['a barrel', 'src/infra/db/index.ts', ''],
  ['a barrel by another name', 'src/infra/db/all.ts', `export * from './pool.ts'`],
  ['the environment', 'src/infra/db/pool.ts', 'connect(process.env.DATABASE_URL)'],
  ['the wall clock', `${contacts}.rules.ts`, 'export const today = new Date()'],
  ['the wall clock by its other name', `${contacts}.service.ts`, 'export const now = Date.now()'],
  ['the wall clock of Temporal', `${contacts}.repository.ts`, 'export const now = Temporal.Now.instant()'],
  ['more than 300 lines', 'src/http/auth.ts', 'run()\n'.repeat(301)],
  ['what does not parse', 'src/http/auth.ts', 'const = 1'],
])('refuses %s', (_what, path, text) => {
  expect(check({ [path]: text })).toHaveLength(1)
})

test.each([
  ['types of another room', `${contacts}.rules.ts`, `import type { Contact } from './contacts.repository.ts'`],
  ["another module's service", `${contacts}.service.ts`, `import { a } from '../users/users.service.ts'`],
  ['a date from a number', `${contacts}.rules.ts`, 'export const start = new Date(0)'],
  ['anything in a test', `${contacts}.rules.test.ts`, `import { a } from '../users/users.repository.ts'; new Date()`],
  ['anything of src in the wiring', 'src/container.ts', `import { a } from './modules/users/users.repository.ts'`],
])('allows %s', (_what, path, text) => {
  expect(check({ [path]: text })).toEqual([])
})

test('says where, what and what to do', () => {
  expect(check({ [`${contacts}.rules.ts`]: `\nimport { sql } from 'kysely'` })).toEqual([
    'src/modules/contacts/contacts.rules.ts:2 rules may not import kysely: rules are pure: let the service fetch the facts and pass them in',
  ])
})

test('finds cycles of files and of modules, but lets types point both ways', () => {
  const one = 'src/modules/one/one.service.ts'
  const two = 'src/modules/two/two.service.ts'
  const toTwo = `import { two } from '../two/two.service.ts'`
  expect(check({ [one]: toTwo, [two]: `import { one } from '../one/one.service.ts'` })).toEqual([
    expect.stringContaining(`import cycle ${one} → ${two} → ${one}`),
    expect.stringContaining('modules call each other src/modules/one → src/modules/two → src/modules/one'),
  ])
  expect(check({ [one]: toTwo, [two]: `import { other } from '../one/other.service.ts'` })).toHaveLength(1)
  expect(check({ [one]: toTwo, [two]: `import type { One } from '../one/one.service.ts'` })).toEqual([])
})
