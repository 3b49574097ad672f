import { expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'

/** Pages and probes, which are no part of the contract. */
const undocumented = [
  /^\/docs/,
  /^\/openapi\.json$/,
  /^\/(livez|readyz|metrics)$/,
  /^\/l\//,
  /^\/downloads\//,
  /^\/calendar\//,
]

/** Reads the tree that Fastify prints: `METHOD /path`, a parameter as {name}. */
function readRouteTree(printed: string): string[] {
  const ancestors: string[] = []
  return printed.split('\n').flatMap((line) => {
    const parts = /^(?<indent>.*)[├└]── (?<path>\S+)(?: \((?<methods>.+)\))?$/.exec(line)?.groups
    if (!parts) return []
    const depth = parts['indent']!.length / 4
    ancestors.splice(depth, Infinity, parts['path']!)
    const path = ancestors.join('').replaceAll(/:(\w+)/g, '{$1}')
    const methods = parts['methods']?.split(', ') ?? []
    return methods.filter((method) => method !== 'HEAD' && method !== 'OPTIONS').map((method) => `${method} ${path}`)
  })
}

test('reads what Fastify prints', () => {
  const printed = '├── /a (GET, HEAD)\n│   └── /:id\n│       └── /b (POST)\n└── /c (PUT, PATCH)\n'
  expect(readRouteTree(printed)).toEqual(['GET /a', 'POST /a/{id}/b', 'PUT /c', 'PATCH /c'])
})

test('the document has every route there is, and no other', async () => {
  const { document, routes } = await describeApi()
  const served = readRouteTree(routes).filter((route) => !undocumented.some((path) => path.test(route.split(' ')[1]!)))
  const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`)
  expect(documented.toSorted()).toEqual(served.toSorted())
})
