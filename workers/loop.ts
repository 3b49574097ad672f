import type { Report } from '../src/infra/logging/reports.ts'

/** Something that is looked after again and again. */
export interface Loop {
  /** Looks at once instead of when it is time. */
  wake(): void
  /** Lets the step in progress end; there is none after it. */
  stop(): Promise<void>
}

/** Repeats a step: at once while it says that there is more, else when woken or when the time is up. */
export function startLoop(
  step: () => Promise<boolean>,
  { name, everyMs, report }: { name: string; everyMs: number; report: Report },
): Loop {
  let stopped = false
  let woken = Promise.withResolvers<void>()

  async function run(): Promise<void> {
    while (!stopped) {
      // Before the step, so that a call during it is not lost.
      woken = Promise.withResolvers()
      if (await attempt()) continue
      const timer = setTimeout(woken.resolve, everyMs)
      await woken.promise
      clearTimeout(timer)
    }
  }

  async function attempt(): Promise<boolean> {
    try {
      return await step()
    } catch (error) {
      report(error, name)
      return false
    }
  }

  const running = run()
  return {
    wake: () => woken.resolve(),
    async stop() {
      stopped = true
      woken.resolve()
      await running
    },
  }
}
