import type { Logger } from 'pino'
import { currentlyDoing } from './doing.ts'

/**
 * From here on an error that nobody caught ends the process in good order, with exit code 1: nobody knows what is still
 * right after it. It is logged as any other error is, with what was being done, and not printed with all that it quotes.
 */
export function endOnCrash(logger: Logger): void {
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ err: error, origin, doing: currentlyDoing() }, 'an error that nobody caught: stopping')
    process.exitCode = 1
    // While the process starts there is nothing to stop yet, and nobody who would.
    if (process.listenerCount('SIGTERM') === 0) process.exit()
    process.emit('SIGTERM')
  })
}
