import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeApi } from './describe-api.ts'
import { limitsPage } from './limits-page.ts'

/** Writes docs/limits.md from the routes and settings; test/guards/limits.test.ts sees that it stays true. */
const { document } = await describeApi()
writeFileSync(fileURLToPath(new URL('../../docs/limits.md', import.meta.url)), limitsPage(document))
console.log('wrote docs/limits.md')
