import type { Kysely, Transaction } from 'kysely'
import { globSync, readFileSync } from 'node:fs'
import { type ParamPattern, parseSync, type TSTypeAnnotation } from 'oxc-parser'
import { expect, expectTypeOf, test } from 'vitest'
import type { Database } from '../../src/infra/db/database.ts'
import type { PracticeTrx, UserTrx } from '../../src/infra/db/scope.ts'

/* Nobody gets at rows without having entered a practice: what repositories take cannot be had in another way. */

/** They ask doors of the database that open before anybody is known, and give nothing but ids and a password's hash. */
const doors = ['findClientsByEmail', 'findCredentials', 'findMail', 'findPracticeOf']

const repositories = globSync('src/modules/**/*.repository.ts')

test.each(repositories)('%s takes a scope first', (path) => {
  // A question has none of its own: it is asked in a scope, or together with what opens one.
  const scopeless = functionsOf(path).filter(
    ({ first, returns }) =>
      !/^(PracticeTrx|UserTrx|UserTrx \| PracticeTrx)$/.test(first) && !/^(Door)?Question</.test(returns),
  )
  expect(scopeless.map(({ name }) => name).filter((name) => !doors.includes(name))).toEqual([])
})

test('there are such functions, and such doors', () => {
  const names = repositories.flatMap(functionsOf).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['findContact', 'claimDue', ...doors]))
})

// Checked by tsc.
test('a scope is not made of anything else', () => {
  type LooksLikeIt = Transaction<Database> & Omit<PracticeTrx, keyof Transaction<Database> | symbol>
  expectTypeOf<PracticeTrx>().toExtend<Transaction<Database>>()
  expectTypeOf<LooksLikeIt>().not.toExtend<PracticeTrx>()
  expectTypeOf<Transaction<Database>>().not.toExtend<PracticeTrx>()
  expectTypeOf<Kysely<Database>>().not.toExtend<PracticeTrx>()
  expectTypeOf<UserTrx>().not.toExtend<PracticeTrx>()
  expectTypeOf<Transaction<Database>>().not.toExtend<UserTrx>()
})

interface Signature {
  params: ParamPattern[]
  returnType?: TSTypeAnnotation | null
}

/** The functions that a file exports, with the types of their first parameter and of what they return, as written. */
function functionsOf(path: string): { name: string; first: string; returns: string }[] {
  const text = readFileSync(path, 'utf8')
  const written = (type: TSTypeAnnotation | null | undefined) =>
    type ? text.slice(type.typeAnnotation.start, type.typeAnnotation.end) : ''
  const described = (name: string, { params: [first], returnType }: Signature) => {
    const type = first && 'typeAnnotation' in first ? first.typeAnnotation : undefined
    return [{ name, first: written(type), returns: written(returnType) }]
  }
  return parseSync(path, text).program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined
    if (declaration?.type === 'FunctionDeclaration') return described(declaration.id!.name, declaration)
    if (declaration?.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init?.type === 'ArrowFunctionExpression' ? described(id.name, init) : [],
    )
  })
}
