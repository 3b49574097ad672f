import pg from 'pg'
import { whySendingIsFrozen } from '../infra/db/restore-guard.ts'
import { type Check, findingsOf } from './finding.ts'

const about = 'sending'
const { good, bad, open } = findingsOf(about)

export const sending: Check = {
  about,
  of: ['DATABASE_URL', 'CADRE_SECRET'],
  // Whoever restored a database wants to look at it before mail leaves.
  guardsStart: false,
  async look({ databaseUrl }) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const why = await whySendingIsFrozen(client)
      if (why === undefined) return good('mail may leave')
      return bad(`no mail leaves: ${why}`, '`npm run sending -- --help` says how to let it')
    } catch {
      return open('cannot be looked at: see the database')
    } finally {
      await client.end().catch(() => {})
    }
  },
}
