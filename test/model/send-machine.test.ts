import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { messageTransitions } from '../../src/modules/messages/messages.rules.ts'
import { choose, range } from './choose.ts'
import { brokenInvariants } from './invariants.ts'
import { type Command, newWorld, play, type World } from './world.ts'

// Nothing here is a measurement, and machines may be busy.
vi.setConfig({ testTimeout: 420_000 })

const sequences = 100_000
const sizes = fc.integer({ min: 1, max: 4 })
const start = new Date('2026-11-23T09:00:00Z')

/** Plays what the numbers stand for and looks after each command; tells the first that broke something, and what led there. */
function playAll(size: number, numbers: number[], look: (world: World, command: Command) => void): string | undefined {
  const world = newWorld(size, ['a', 'b'])
  const played: Command[] = []
  let now = start
  for (const [index, number] of numbers.entries()) {
    const command = choose(world, number, `${index}`)
    played.push(command)
    if (command.do === 'pass') now = addMilliseconds(now, command.ms)
    play(world, command, now)
    look(world, command)
    const broken = brokenInvariants(world, now)
    if (broken.length > 0) return [...played.map((one) => JSON.stringify(one)), ...broken].join('\n')
  }
  return undefined
}

it(`no sequence of commands breaks an invariant of the send machine: ${sequences} of them`, () => {
  const seen = new Set<string>()
  let commands = 0
  const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 1e9))
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(range), { minLength: 5, maxLength: 60, size: 'max' }), (size, numbers) => {
      const broken = playAll(size, numbers, ({ machine }, command) => {
        commands += 1
        seen.add(command.do)
        for (const { status } of machine.letters) seen.add(status)
      })
      if (broken) throw new Error(broken)
    }),
    { numRuns: sequences, seed },
  )
  console.log(`seed ${seed}: ${sequences} sequences, ${commands} commands`)
  expect([...seen]).toEqual(expect.arrayContaining([...Object.keys(messageTransitions), 'crash', 'expire', 'resume']))
})
