import { readConfig } from '../config.ts'
import { createDatabase, createPool } from '../infra/db/pool.ts'
import { listSigningKeys, rotateSigningKeys, withdrawSigningKey } from '../infra/security/key-rotation.ts'
import { deriveKey } from '../infra/security/secrets.ts'

/**
 * The keys that access tokens are signed with (docs/operating.md).
 * usage: node src/bin/keys.ts [rotate | withdraw <kid>]
 */
const [command, kid, ...more] = process.argv.slice(2)
const config = readConfig()
const db = createDatabase(createPool({ url: config.databaseUrl, max: 1 }))
const sealingKey = deriveKey(config.secret, 'signing keys')
try {
  if (command === 'rotate' && kid === undefined) await rotateSigningKeys(db, sealingKey)
  else if (command === 'withdraw' && kid !== undefined && more.length === 0) await withdraw(kid)
  else if (command !== undefined) throw new Error('usage: keys [rotate | withdraw <kid>]')
  console.table(await listSigningKeys(db))
} finally {
  await db.destroy()
}

async function withdraw(kid: string): Promise<void> {
  if (!(await withdrawSigningKey(db, sealingKey, kid)))
    throw new Error(`There is no key ${kid} that could be withdrawn.`)
}
