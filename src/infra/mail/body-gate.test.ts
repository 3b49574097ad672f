import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { createBodyGate } from './body-gate.ts'

const body = () => Buffer.from('Dear Ben')

it('notes nothing before the first read, and passes the body on after it', async () => {
  let notes = 0
  const gate = createBodyGate(async () => void notes++)
  const held = gate.hold(body())
  expect(notes).toBe(0)
  expect(await text(held)).toBe('Dear Ben')
  expect(notes).toBe(1)
  expect(await gate.close()).toEqual({ kind: 'open' })
})

it('ends in an error, not in an empty message, when the note is refused', async () => {
  const cause = new Error('lease lost')
  const gate = createBodyGate(() => Promise.reject(cause))
  await expect(text(gate.hold(body()))).rejects.toThrow('withheld')
  expect(await gate.close()).toEqual({ kind: 'refused', cause })
})

it.each([
  ['shut', (gate: ReturnType<typeof createBodyGate>) => gate.close()],
  ['abandoned by its reader', (_gate: unknown, held: Readable) => Promise.resolve(held.destroy())],
])('stays closed when it is %s while the note is being taken', async (_how, interrupt) => {
  const note = Promise.withResolvers<void>()
  const gate = createBodyGate(() => note.promise)
  const held = gate.hold(body())
  const read = text(held)
  const interrupted = interrupt(gate, held)
  note.resolve()
  await expect(read).rejects.toThrow()
  await interrupted
  expect(await gate.close()).toEqual({ kind: 'closed' })
})
