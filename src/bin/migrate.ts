import { readConfig, rolePassword } from '../config.ts'
import { migrate } from '../infra/db/migrate.ts'

/** Prepares the roles and brings the database of DATABASE_URL to the newest schema; safe to repeat. */
const config = readConfig()
const ran = await migrate(config.adminDatabaseUrl, rolePassword(config.secret))
console.log(ran.length === 0 ? 'The database is up to date.' : `Migrated: ${ran.join(', ')}.`)
