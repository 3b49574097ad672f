import { Readable } from 'node:stream'

export type GateState = { kind: 'closed' } | { kind: 'refused'; cause: unknown } | { kind: 'open' }

/** Holds a message body back until the caller has noted that it is about to leave. */
export interface BodyGate {
  /** The body as a stream that yields nothing before `onBodyStart` has succeeded; an error ends it otherwise. */
  hold(body: Readable): Readable
  /** Shuts the gate for good, waits for a note that is still being taken, and tells whether any byte got through. */
  close(): Promise<GateState>
}

/**
 * SMTP libraries report the same error for a connection lost before and after the message was handed over. The one
 * reliable witness is the body itself: it is read for the first time only after the server's 354, so `onBodyStart` runs
 * exactly there, and a gate that never opened proves that the server has nothing.
 */
export function createBodyGate(onBodyStart: () => Promise<void>): BodyGate {
  let state: GateState = { kind: 'closed' }
  let shut = false
  let note: Promise<void> | undefined

  async function takeNote(): Promise<void> {
    try {
      await onBodyStart()
    } catch (cause) {
      state = { kind: 'refused', cause }
    }
  }

  async function* openThenPass(body: Readable): AsyncGenerator<Buffer> {
    note = takeNote()
    await note
    // Never a plain return: after an ordinary end the library would finish an empty message with the final dot.
    if (shut || state.kind === 'refused') throw new Error('The message body was withheld.')
    state = { kind: 'open' }
    yield* body
  }

  return {
    hold: (body) => Readable.from(openThenPass(body), { objectMode: false }),
    close: async () => {
      shut = true
      await note
      return state
    },
  }
}
