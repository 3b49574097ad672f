import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readTables, printTables } from '../infra/db/table-types.ts'
import { withThrowAwayDatabase } from './throw-away-database.ts'

/**
 * Writes src/infra/db/database.ts from a freshly migrated, throw-away database; with --check only compares.
 * usage: node src/bin/write-db-types.ts [--check]
 */
const target = fileURLToPath(new URL('../infra/db/database.ts', import.meta.url))

await withThrowAwayDatabase(async (url) => {
  const printed = printTables(await readTables(url))
  if (!process.argv.includes('--check')) {
    writeFileSync(target, printed)
    console.log('wrote src/infra/db/database.ts')
  } else if (readFileSync(target, 'utf8') !== printed) {
    console.error('src/infra/db/database.ts is out of step with the migrations: run `npm run db-types` and commit it.')
    process.exitCode = 1
  }
})
