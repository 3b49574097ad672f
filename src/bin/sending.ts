import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { readConfig } from '../config.ts'
import { freezeSending, thawSending, whySendingIsFrozen } from '../infra/db/restore-guard.ts'
import { messageIdsIn } from '../infra/mail/journal.ts'

const usage = `npm run sending                               says whether mail leaves, and if not, why
npm run sending -- --freeze                   no message is taken up any more
npm run sending -- --thaw --journal <file>    lets mail leave; what stands in the journal does not leave again
npm run sending -- --thaw --nothing-was-sent  lets mail leave; nothing has since the back-up was made

After a restore no mail leaves until you say so (docs/operating.md). A journal is whatever your mail provider
exports about the time since the back-up: this system's Message-IDs are found in any text. DATABASE_URL must
sign in as an administrator, as for migrations.`

const { values } = parseArgs({
  options: {
    freeze: { type: 'boolean', default: false },
    thaw: { type: 'boolean', default: false },
    journal: { type: 'string' },
    'nothing-was-sent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** A thaw says what has left since the back-up, in one of two ways: nobody lets mail leave in passing. */
const isComplete = values.thaw
  ? !values.freeze && (values.journal !== undefined) !== values['nothing-was-sent']
  : values.journal === undefined && !values['nothing-was-sent']

if (values.help || !isComplete) {
  console.log(usage)
  process.exit(values.help ? 0 : 1)
}

const admin = new pg.Client({ connectionString: readConfig().adminDatabaseUrl })
await admin.connect()
try {
  if (values.freeze) await freezeSending(admin)
  if (values.thaw) {
    const alreadySent = values.journal === undefined ? [] : messageIdsIn(await readFile(values.journal, 'utf8'))
    if (values.journal !== undefined && alreadySent.length === 0) {
      throw new Error(`${values.journal} holds no Message-ID of this system: is it the right file?`)
    }
    console.log(`${await thawSending(admin, alreadySent)} Message-IDs are taken as sent.`)
  }
  const why = await whySendingIsFrozen(admin)
  console.log(why === undefined ? 'Mail may leave.' : `No mail leaves: ${why}.`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await admin.end()
}
