import { posix } from 'node:path'
import { parseSync, Visitor, type Expression, type MemberExpression } from 'oxc-parser'

/** One `import`, `export … from` or `import()`. */
export interface Import {
  /** A path from the root of the repository, or a package's name. */
  target: string
  isPackage: boolean
  typeOnly: boolean
  line: number
}

/** What the room rules need to know of one file. */
export interface Source {
  path: string
  lines: number
  imports: Import[]
  /** Lines that read the environment, or the wall clock. */
  environmentReads: number[]
  clockReads: number[]
  /** Lines with `export * from`. */
  starExports: number[]
  syntaxErrors: string[]
}

/** Reads one TypeScript file; `path` is relative to the root of the repository, with forward slashes. */
export function readSource(path: string, text: string): Source {
  const { module, program, errors } = parseSync(path, text)
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length
  const imports: Import[] = []
  const add = (specifier: string, typeOnly: boolean, offset: number) => {
    const isPackage = !specifier.startsWith('.')
    const target = isPackage ? packageName(specifier) : posix.join(posix.dirname(path), specifier)
    imports.push({ target, isPackage, typeOnly, line: lineOf(offset) })
  }

  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType), start)
  }
  const reExports = module.staticExports.flatMap(({ entries }) => entries).filter((entry) => entry.moduleRequest)
  for (const entry of reExports) add(entry.moduleRequest?.value ?? '', entry.isType, entry.start)
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"`])([^$]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[2]) add(literal[2], false, start)
  }

  const environmentReads: number[] = []
  const clockReads: number[] = []
  new Visitor({
    MemberExpression(node) {
      if (isMember(node, 'process', 'env')) environmentReads.push(lineOf(node.start))
      if (isMember(node, 'Temporal', 'Now')) clockReads.push(lineOf(node.start))
    },
    CallExpression({ callee, start }) {
      if (isMember(callee, 'Date', 'now') || isName(callee, 'Date')) clockReads.push(lineOf(start))
    },
    NewExpression({ callee, arguments: given, start }) {
      if (isName(callee, 'Date') && given.length === 0) clockReads.push(lineOf(start))
    },
  }).visit(program)

  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports,
    environmentReads,
    clockReads,
    starExports: reExports.filter((e) => e.importName.kind.startsWith('All')).map((e) => lineOf(e.start)),
    syntaxErrors: errors.map((error) => error.message),
  }
}

/** The package that 'kysely/migration' or '@fastify/jwt/plugin' belongs to. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function isName(node: Expression, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function isMember(node: Expression | MemberExpression, object: string, property: string): boolean {
  return (
    node.type === 'MemberExpression' && isName(node.object, object) && !node.computed && node.property.name === property
  )
}
