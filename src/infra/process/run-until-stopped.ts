const longestStopMs = 10_000

/**
 * Keeps a process up until it is told to stop (SIGINT, SIGTERM), then stops it once and exits: 0 (or what
 * `process.exitCode` says) when everything came to rest in ten seconds, 1 when it did not. A second signal changes nothing.
 */
export function runUntilStopped(stop: () => Promise<void>, log: (message: string) => void = () => {}): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log(`${signal}: stopping`)
    setTimeout(() => process.exit(1), longestStopMs).unref()
    stop().then(
      () => process.exit(),
      (error: unknown) => {
        log(`could not stop cleanly: ${String(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}
