import { Readable } from 'node:stream'

export type GateState = { kind: 'closed' } | { kind: 'refused'; cause: unknown } | { kind: 'open' }

/** Holds a message body back until the caller has noted that it is about to leave. */
export interface BodyGate {
  /** The body as a stream that yields nothing before `onBodyStart` has succeeded; an error ends it otherwise. */
  hold(body: Buffer): Readable
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
  let opening: Promise<void> | undefined

  async function open(held: Readable, body: Buffer): Promise<void> {
    try {
      await onBodyStart()
    } catch (cause) {
      state = { kind: 'refused', cause }
    }
    if (shut || held.destroyed || state.kind === 'refused') {
      // Never an ordinary end: the library would finish an empty message with the final dot.
      held.destroy(new Error('The message body was withheld.'))
      return
    }
    state = { kind: 'open' }
    held.push(body)
    held.push(null)
  }

  return {
    hold: (body) =>
      new Readable({
        read() {
          opening ??= open(this, body)
        },
      }),
    close: async () => {
      shut = true
      await opening
      return state
    },
  }
}
