import type { Config } from '../config.ts'
import { database } from './database.ts'
import type { Check, Finding } from './finding.ts'
import { dkim } from './dkim.ts'
import { machine } from './machine.ts'
import { mail } from './mail.ts'
import { publicUrl } from './public-url.ts'
import { redis } from './redis.ts'
import { secret } from './secret.ts'
import { sending } from './sending.ts'

/** Everything that is looked at: by `npm run doctor`, and what guards a start also before one. */
export const checks: Check[] = [secret, publicUrl, database, sending, redis, mail, dkim, machine]

/** Looks with these checks, at the same time; findings stand in the order of the checks. */
export async function lookWith(checks: Check[], config: Config): Promise<Finding[]> {
  const findings = await Promise.all(checks.map(async (check) => check.look(config)))
  return findings.flat()
}
