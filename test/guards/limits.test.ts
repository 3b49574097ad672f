import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { limitsPage } from '../../src/bin/limits-page.ts'

test('docs/limits.md prints the limits that requests are checked against', async () => {
  const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
  expect(page, 'run `npm run openapi` and commit it').toBe(limitsPage((await describeApi()).document))
})
