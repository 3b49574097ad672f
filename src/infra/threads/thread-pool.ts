import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** Why a thread gave no answer. */
export type ThreadFailure = 'out_of_time' | 'out_of_memory' | 'crashed' | 'busy'

/** What came of one piece of work in a thread; what the work itself has to refuse is part of its value. */
export type ThreadResult<Output> = { value: Output } | { failure: ThreadFailure }

interface ThreadLimits {
  /** How many threads there are at most. They begin when they are first needed, and stay. */
  threads: number
  /** A thread that works longer on one piece is ended. Its own time: that others have the processor does not count. */
  timeLimitMs: number
  /** What one thread may hold in its heap. */
  memoryMb: number
  /** So many may wait for a thread; whoever comes then is told that all are busy. */
  mostWaiting: number
}

/** Runs work off the event loop, in threads that are given up when they take too long or too much. */
export interface ThreadPool<Input, Output> {
  run(input: Input): Promise<ThreadResult<Output>>
}

/** The thread's side posts this once it can work; only then does its time begin. */
export const threadIsReady = 'ready'

interface Work<Input, Output> {
  input: Input
  done(result: ThreadResult<Output>): void
}

interface Thread<Input, Output> {
  worker: Worker
  /** What it is working on. */
  work?: Work<Input, Output> | undefined
  timer?: AbortController
  isGivenUp?: boolean
}

/**
 * A pool of threads that each run the module at `entry`, which answers every message with one of its own. They hold up
 * no process that wants to end, know nothing of the environment, and each does one piece of work at a time.
 */
export function createThreadPool<Input, Output>(entry: URL, limits: ThreadLimits): ThreadPool<Input, Output> {
  const waiting: Work<Input, Output>[] = []
  const idle: Thread<Input, Output>[] = []
  let living = 0

  return {
    run: (input) =>
      new Promise((done) => {
        if (waiting.length >= limits.mostWaiting) return done({ failure: 'busy' })
        waiting.push({ input, done })
        goOn()
      }),
  }

  function goOn(): void {
    if (waiting.length === 0) return
    const thread = idle.pop()
    if (thread) begin(thread, waiting.shift()!)
    else if (living < limits.threads) startThread()
  }

  function startThread(): void {
    living += 1
    const worker = new Worker(entry, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
    })
    const thread: Thread<Input, Output> = { worker }
    worker.unref()
    worker.on('message', (message: Output) => {
      thread.timer?.abort()
      thread.work?.done({ value: message })
      thread.work = undefined
      idle.push(thread)
      goOn()
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      // One that cannot even begin is a fault of ours: whoever waits is told, and the next who comes tries again.
      thread.work ??= waiting.shift()
      giveUp(thread, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'crashed')
    })
  }

  function begin(thread: Thread<Input, Output>, work: Work<Input, Output>): void {
    const timer = new AbortController()
    thread.work = work
    thread.timer = timer
    thread.worker.postMessage(work.input)
    void untilTimeIsUp(thread.worker, limits.timeLimitMs, timer.signal).then(
      (isUp) => isUp && giveUp(thread, 'out_of_time'),
    )
  }

  function giveUp(thread: Thread<Input, Output>, failure: ThreadFailure): void {
    if (thread.isGivenUp) return
    thread.isGivenUp = true
    thread.timer?.abort()
    void thread.worker.terminate()
    living -= 1
    if (!thread.work) return
    thread.work.done({ failure })
    // The next piece of work should not wait until a thread has begun.
    if (living < limits.threads) startThread()
  }
}

/** However busy the machine: nobody waits longer than so many times what a thread may take. */
const mostPatience = 20

/** True once the thread has worked for `limitMs`; false when it is done before. */
async function untilTimeIsUp(thread: Worker, limitMs: number, isDone: AbortSignal): Promise<boolean> {
  const [begun, before] = [performance.now(), await thread.cpuUsage().catch(() => undefined)]
  let restMs = limitMs
  while (restMs > 0 && performance.now() - begun < limitMs * mostPatience) {
    await sleep(Math.max(restMs, 5), undefined, { signal: isDone, ref: false }).catch(() => {})
    if (isDone.aborted) return false
    const { user, system } = await thread.cpuUsage(before).catch(() => ({ user: 0, system: 0 }))
    restMs = limitMs - (user + system) / 1000
  }
  return !isDone.aborted
}
