import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeApi } from './describe-api.ts'

/**
 * Writes openapi/openapi.json from the routes, without a database; with --check only compares.
 * usage: node src/bin/write-openapi.ts [--check]
 */
const target = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url))

const { document } = await describeApi()
const printed = `${JSON.stringify(document, null, 2)}\n`
if (!process.argv.includes('--check')) {
  writeFileSync(target, printed)
  console.log('wrote openapi/openapi.json')
} else if (readFileSync(target, 'utf8') !== printed) {
  console.error('openapi/openapi.json is out of step with the routes: run `npm run openapi` and commit it.')
  process.exitCode = 1
}
