import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { checks, lookWith } from './all.ts'

/**
 * In production a process does not start on what would put data or people at risk: it says what, and what to change.
 * Servers that do not answer are waited for later on, as at any other time.
 *
 * @returns whether the process may start
 */
export async function mayStart(config: Config, logger: Logger): Promise<boolean> {
  if (!config.production) return true
  const findings = await lookWith(checks.filter(({ guardsStart }) => guardsStart), config) // prettier-ignore
  for (const { about, says, todo } of findings.filter(({ state }) => state === 'away')) {
    logger.warn({ about, todo }, says)
  }
  const bad = findings.filter(({ state }) => state === 'bad')
  for (const { about, says, todo } of bad) logger.fatal({ about, todo }, `refusing to start: ${says}`)
  return bad.length === 0
}
