import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, ledger, startClimber } from '../support/ladder.ts'

/*
 * A practice's own ladder, worked out with a paper calendar in Santiago: clocks go back when April 4 ends, from three
 * hours behind UTC to four. One of the last three missed nudges, two of the last four warn, three of the last five propose
 * to stop.
 */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const ofLast = (missed: number, of: number, action: string) => ({ trigger: { kind: 'missed_of_last', missed, of }, action }) // prettier-ignore

async function start(): Promise<Climber & { commitmentId: string }> {
  const place = { standsAt: '2026-03-01T08:00:00Z', timeZone: 'America/Santiago', startsOn: '2026-03-02' }
  const ada = await startClimber(api, place)
  const { version: _v, inForceSince: _s, ...usual } = await ada.read<Record<string, unknown>>('/v1/enforcement-policy')
  const steps = [ofLast(1, 3, 'nudge'), ofLast(2, 4, 'warn'), ofLast(3, 5, 'propose_suspension')]
  expect((await ada.call('PUT', '/v1/enforcement-policy', { ...usual, steps })).statusCode).toBe(200)
  return ada
}

/** Three talks on a day, noted now. */
const talk = async (ada: Climber, day: string, hours = ['14', '15', '16']) => {
  for (const hour of hours) await ada.log(`${day}T${hour}:00:00Z`)
}

it('counts missed weeks with met ones between them, an excuse after the warning, and what is noted until the last minute', async () => {
  const ada = await start()
  // The first week is missed, the second met, the third missed.
  await ada.goTo('2026-03-11T20:00:00Z')
  await talk(ada, '2026-03-11')
  // She has been warned since Tuesday; on Wednesday at nine her coach excuses the third week.
  await ada.goTo('2026-03-25T12:00:00Z')
  expect(await ada.standing()).toBe('warned')
  const third = (await ada.periods(ada.commitmentId))[2]!
  expect(
    (await ada.call('POST', `/v1/periods/${third.id}/excuse`, { reason: 'The office was closed.' })).statusCode,
  ).toBe(200)
  await ada.goTo('2026-03-25T12:01:00Z')
  expect(await ada.standing()).toBe('behind')
  // The fourth is missed, and closed with April 5: what is noted a minute later changes nothing any more.
  await ada.goTo('2026-04-06T03:58:00Z')
  await talk(ada, '2026-03-26', ['14', '15'])
  await ada.goTo('2026-04-06T04:01:00Z')
  await talk(ada, '2026-03-26', ['16'])
  // The fifth is missed, until a minute before it is closed.
  await ada.goTo('2026-04-13T03:58:00Z')
  expect(await ada.standing()).toBe('suspension_proposed')
  await talk(ada, '2026-04-01')
  await ada.goTo('2026-04-13T03:59:00Z')
  expect(await ada.standing()).toBe('warned')
  expect(await ada.openTasks('suspension')).toEqual([])
  await ada.goTo('2026-04-13T20:00:00Z')
  expect(await ledger(ada, ada.commitmentId)).toEqual([
    '2026-03-02 2026-03-08 03-02T03:00 03-09T03:00 3 missed',
    '2026-03-09 2026-03-15 03-09T03:00 03-16T03:00 3 met',
    '2026-03-16 2026-03-22 03-16T03:00 03-23T03:00 3 excused',
    '2026-03-23 2026-03-29 03-23T03:00 03-30T03:00 3 missed',
    '2026-03-30 2026-04-05 03-30T03:00 04-06T04:00 3 met',
    '2026-04-06 2026-04-12 04-06T04:00 04-13T04:00 3 missed',
    '2026-04-13 2026-04-19 04-13T04:00 04-20T04:00 3 open',
  ])
  const fourth = (await ada.periods(ada.commitmentId))[3]!
  expect(fourth).toMatchObject({ closed: true, result: [{ achieved: 2, expected: 3 }] })
  // Without the third week, the fourth is the second of four that were missed: she is warned again, and then not in vain.
  expect(await ada.mails()).toEqual([
    'nudge Mon 2026-03-09 12:00',
    'warning_heads_up Mon 2026-03-23 12:00',
    'warning Tue 2026-03-24 12:00',
    'retraction Wed 2026-03-25 09:00',
    'warning_heads_up Mon 2026-03-30 12:00',
    'warning Tue 2026-03-31 12:00',
    'suspension_proposed Mon 2026-04-06 12:00',
    'suspension_proposed Mon 2026-04-13 12:00',
  ])
})
