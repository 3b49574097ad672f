import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Package {
  optionalDependencies?: Record<string, string>
  link?: boolean
  resolved?: string
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> }

/** npm leaves a platform's package out when the registry lacks it, and `npm ci` then refuses the lockfile elsewhere. */
test('every optional dependency is itself in the lockfile', () => {
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !names.has(name))
      .map(([name, version]) => `${path} wants ${name}@${version}: pin the newest version whose packages all exist`),
  )
  expect(missing.join('\n')).toBe('')
})

test('the lockfile names no registry, so that it installs from any', () => {
  const resolved = Object.entries(packages).filter(([, { resolved, link }]) => resolved && !link)
  expect(resolved.map(([path]) => `${path}: npm install --omit-lockfile-registry-resolved`).join('\n')).toBe('')
})
