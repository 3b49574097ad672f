import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { newId } from '../../src/infra/security/ids.ts'
import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { sendMessages } from '../../src/modules/messages/messages.jobs.ts'
import { choose, range } from '../model/choose.ts'
import { openDatabaseMachine } from '../model/database.ts'
import { chance } from '../model/sending.ts'
import { type Command, newWorld, play, type World } from '../model/world.ts'
import { startTestApi, type TestApi } from '../support/api.ts'

/* test/model proves what the send machine's rules lead to; here the machine proves that it keeps them. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => api.stop())

// Nothing here is a measurement, and machines may be busy.
vi.setConfig({ testTimeout: 420_000 })

const sequences = 50

it('does on PostgreSQL what its model does, command by command', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(chance)
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1e9)
  let commands = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(range), { minLength: 35, maxLength: 45 }), async (numbers) => {
      const { practiceId } = await api.practice()
      const machine = openDatabaseMachine(api, practiceId)
      const world = newWorld(4, [newId(), newId()])
      const played: Command[] = []
      for (const number of numbers) {
        const { command, answer, now } = await machine.perform(choose(world, number, newId()))
        played.push(command)
        if (command.do === 'pass') moveBack(world, command.ms)
        const expected = { answer: play(world, command, now), ...pictureOf(world) }
        const found = { answer, ...((await machine.read()) as object) }
        expect(found, `seed ${seed}:\n${played.map((one) => JSON.stringify(one)).join('\n')}`).toEqual(expected)
        commands += 1
      }
    }),
    { numRuns: sequences, seed, endOnFailure: true },
  )
  console.log(`seed ${seed}: ${sequences} sequences, ${commands} commands`)
})

/** The database's clock goes on by itself, so time that passes moves what is due towards it. */
function moveBack({ machine, hands }: World, ms: number): void {
  for (const campaign of machine.campaigns.values())
    if (campaign.resumedAt) campaign.resumedAt = addMilliseconds(campaign.resumedAt, -ms)
  for (const letter of machine.letters) letter.nextAttemptAt = addMilliseconds(letter.nextAttemptAt, -ms)
  const claimed = [...hands.values()].flat().map((hand) => hand.claimed)
  for (const one of [...machine.letters, ...claimed]) one.giveUpAt = addMilliseconds(one.giveUpAt, -ms)
  for (const waking of machine.wakings) waking.at -= ms
}

/** The model as the database would show it. */
function pictureOf({ machine }: World) {
  const { letters, suppressed, work, leases, wakings } = machine
  return {
    letters: letters
      .map((letter) => ({
        id: letter.id,
        status: letter.status,
        attempt: letter.attempt,
        leaseId: letter.leaseId ?? null,
        begun: letter.begun,
        noted: letter.noted !== undefined,
        nextAttemptAt: letter.nextAttemptAt.getTime(),
        giveUpAt: letter.giveUpAt.getTime(),
        timeline: letter.timeline.map(({ status }) => status),
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    suppressed: [...suppressed].toSorted(),
    work: [...work].map((lane) => sendMessages[lane].name).toSorted(),
    leases: [...leases].toSorted(),
    wakings: [...new Set(wakings.map(({ lane, at }) => `${lane} ${at}`))].toSorted(),
    tasks: letters.filter(({ status }) => status === 'uncertain').map(({ id }) => id).toSorted(), // prettier-ignore
  }
}
