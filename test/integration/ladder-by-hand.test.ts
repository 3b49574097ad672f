import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { ledger, startClimber } from '../support/ladder.ts'

/*
 * Months of a test clock, worked out with a paper calendar. Expected instants are written as the client's own clock shows
 * them; offsets stand in the instants that the test clock is moved to.
 */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

describe('Auckland, whose clocks go back on April 5', () => {
  it('weeks of three, one of 169 hours, with a break, late logging and an excuse', async () => {
    const ada = await startClimber(api, {
      standsAt: '2026-03-15T20:00:00Z',
      timeZone: 'Pacific/Auckland',
      startsOn: '2026-03-16',
    })
    // Met.
    await ada.goTo('2026-03-20T03:00:00Z')
    for (const hour of ['00', '01', '02']) await ada.log(`2026-03-20T${hour}:00:00Z`)
    // Week 2 is missed on Monday, March 30. Wednesday to Friday of week 3, that of 169 hours, she is away: 3 × 4 / 7 is 2.
    await ada.goTo('2026-03-29T23:30:00Z')
    const away = { startsOn: '2026-04-01', endsOn: '2026-04-03' }
    expect((await ada.call('POST', `/v1/clients/${ada.clientId}/breaks`, away, ada.asClient)).statusCode).toBe(201)
    await ada.goTo('2026-04-06T01:00:00Z')
    expect(await ada.standing()).toBe('behind')
    // Both talks were on the Saturday, and are noted on Tuesday: nothing is left to warn about.
    await ada.goTo('2026-04-06T22:00:00Z')
    for (const hour of ['01', '02']) await ada.log(`2026-04-04T${hour}:00:00Z`)
    await ada.goTo('2026-04-13T01:00:00Z')
    const fourth = (await ada.periods(ada.commitmentId))[3]!
    const excused = await ada.call('POST', `/v1/periods/${fourth.id}/excuse`, { reason: 'Her mother was ill.' })
    expect(excused.statusCode, excused.body).toBe(200)
    await ada.goTo('2026-04-20T01:00:00Z')
    expect(await ledger(ada, ada.commitmentId)).toEqual([
      '2026-03-16 2026-03-22 03-15T11:00 03-22T11:00 3 met',
      '2026-03-23 2026-03-29 03-22T11:00 03-29T11:00 3 missed',
      '2026-03-30 2026-04-05 03-29T11:00 04-05T12:00 2 met',
      '2026-04-06 2026-04-12 04-05T12:00 04-12T12:00 3 excused',
      '2026-04-13 2026-04-19 04-12T12:00 04-19T12:00 3 missed',
      '2026-04-20 2026-04-26 04-19T12:00 04-26T12:00 3 open',
    ])
    // Friday, April 3, is a day off, so its reminder waits. On Monday, April 6, a warning is on its way, and never comes. The
    // nudge of April 13 is taken back the day after, and with that the week has its two mails.
    expect(await ada.mails()).toEqual([
      'reminder Fri 2026-03-20 08:00',
      'reminder Fri 2026-03-27 08:00',
      'nudge Mon 2026-03-30 12:00',
      'reminder Sat 2026-04-04 08:00',
      'warning_heads_up Mon 2026-04-06 12:00',
      'reminder Fri 2026-04-10 08:00',
      'nudge Mon 2026-04-13 12:00',
      'retraction Tue 2026-04-14 08:00',
      'nudge Mon 2026-04-20 12:00',
    ])
    const steps = (await ada.escalations()).filter(({ action }) => action !== 'remind')
    expect(steps.map(({ action, status, outcome }) => [action, status, outcome])).toEqual([
      ['nudge', 'taken', null],
      ['warn', 'retracted', 'cause_gone'],
      ['nudge', 'retracted', 'cause_gone'],
      ['nudge', 'taken', null],
    ])
    expect(await ada.standing()).toBe('behind')
  })
})

describe('New York, across the end of a year of 53 weeks', () => {
  it('two commitments make one ladder; a dispute holds it until it is decided', async () => {
    const ada = await startClimber(api, {
      standsAt: '2026-12-20T15:00:00Z',
      timeZone: 'America/New_York',
      startsOn: '2026-12-21',
    })
    const fortnight = await ada.promise({
      title: 'Two meetings',
      period: 'fortnight',
      targets: [{ measure: 'interactions', types: ['meeting'], target: 2 }],
      startsOn: '2026-12-21',
    })
    // The week from Monday, December 21, is met; the next, 53rd of its year, is not, nor is the fortnight that ends with it.
    await ada.goTo('2026-12-23T20:00:00Z')
    for (const hour of ['15', '16', '17']) await ada.log(`2026-12-23T${hour}:00:00Z`)
    await ada.goTo('2027-01-04T18:00:00Z')
    const missed = (await ada.periods(ada.commitmentId))[1]!
    const reason = { reason: 'The office was closed.' }
    expect((await ada.call('POST', `/v1/periods/${missed.id}/dispute`, reason, ada.asClient)).statusCode).toBe(200)
    await ada.goTo('2027-01-12T18:00:00Z')
    expect(await ada.read(`/v1/clients/${ada.clientId}/standing`)).toMatchObject({ frozen: true, missedInARow: 2 })
    const decided = await ada.call('POST', `/v1/periods/${missed.id}/decide-dispute`, { verdict: 'rejected', reason: 'It was open.' }) // prettier-ignore
    expect(decided.statusCode, decided.body).toBe(200)
    await ada.goTo('2027-01-14T18:00:00Z')
    expect(await ledger(ada, ada.commitmentId)).toEqual([
      '2026-12-21 2026-12-27 12-21T05:00 12-28T05:00 3 met',
      '2026-12-28 2027-01-03 12-28T05:00 01-04T05:00 3 missed',
      '2027-01-04 2027-01-10 01-04T05:00 01-11T05:00 3 missed',
      '2027-01-11 2027-01-17 01-11T05:00 01-18T05:00 3 open',
    ])
    expect(await ledger(ada, fortnight)).toEqual([
      '2026-12-21 2027-01-03 12-21T05:00 01-04T05:00 2 missed',
      '2027-01-04 2027-01-17 01-04T05:00 01-18T05:00 2 open',
    ])
    // Six tenths of a fortnight are over on its second Tuesday, at 9:36; the second of them only reminds once it may.
    expect(await ada.mails()).toEqual([
      'reminder Tue 2026-12-29 09:36',
      'reminder Fri 2027-01-01 08:00',
      'nudge Mon 2027-01-04 12:00',
      'warning_heads_up Tue 2027-01-12 13:00',
      'reminder Tue 2027-01-12 13:00',
      'warning Wed 2027-01-13 13:00',
    ])
    const [warning] = (await ada.escalations()).filter(({ action }) => action === 'warn')
    const { cause } = await ada.read<{ cause: { title: string; endsAt: string }[] }>(`/v1/escalations/${warning!.id}`)
    expect(cause.map(({ title, endsAt }) => `${title} ${endsAt.slice(0, 10)}`).toSorted()).toEqual([
      'Three conversations a week 2027-01-04',
      'Three conversations a week 2027-01-11',
      'Two meetings 2027-01-04',
    ])
  })
})

describe('Kathmandu, where clocks never change', () => {
  it('months, that of the leap day among them, and weeks that start on Sunday', async () => {
    const ada = await startClimber(api, {
      standsAt: '2028-01-30T06:00:00Z',
      timeZone: 'Asia/Kathmandu',
      startsOn: '2028-12-04',
    })
    const month = await ada.promise({
      title: 'Ten people',
      period: 'month',
      targets: [{ measure: 'people', target: 10 }],
      startsOn: '2028-02-15',
    })
    const week = await ada.promise({
      title: 'A call',
      period: 'week',
      weekStartsOn: 'sunday',
      targets: [{ measure: 'interactions', types: ['call'], target: 1 }],
      startsOn: '2028-02-20',
      endsOn: '2028-03-08',
    })
    await ada.goTo('2028-02-29T18:00:00Z')
    // A quarter to midnight on the leap day, and the first quarter of an hour of March.
    await ada.log('2028-02-29T18:00:00Z')
    await ada.goTo('2028-02-29T18:20:00Z')
    await ada.log('2028-02-29T18:20:00Z')
    await ada.goTo('2028-04-02T00:00:00Z')
    // Fifteen days of 29 ask 5.17 of ten people. Four of seven days ask 0.57 of a call.
    expect(await ledger(ada, month)).toEqual([
      '2028-02-15 2028-02-29 02-14T18:15 02-29T18:15 5 missed',
      '2028-03-01 2028-03-31 02-29T18:15 03-31T18:15 10 missed',
      '2028-04-01 2028-04-30 03-31T18:15 04-30T18:15 10 open',
    ])
    expect(await ledger(ada, week)).toEqual([
      '2028-02-20 2028-02-26 02-19T18:15 02-26T18:15 1 missed',
      '2028-02-27 2028-03-04 02-26T18:15 03-04T18:15 1 met',
      '2028-03-05 2028-03-08 03-04T18:15 03-08T18:15 1 missed',
    ])
    // Weeks of the ladder: Feb 21 missed, Feb 28 missed (the month ended in it), Mar 6 missed, Mar 27 missed. Two reminders
    // leave no room for a nudge in the week before February 28.
    expect((await ada.mails()).slice(0, 7)).toEqual([
      'reminder Thu 2028-02-24 08:00',
      'reminder Fri 2028-02-25 08:00',
      'nudge Mon 2028-02-28 08:00',
      'warning_heads_up Wed 2028-03-01 12:00',
      'warning Thu 2028-03-02 12:00',
      'reminder Tue 2028-03-07 09:36',
      'suspension_proposed Thu 2028-03-09 12:00',
    ])
    expect(await ada.standing()).toBe('suspension_proposed')
  })
})

describe('Berlin, at Easter', () => {
  it('nobody is written to on a break or a holiday, and holidays hold for what runs', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-22T08:00:00Z', startsOn: '2026-03-23' })
    await ada.goTo('2026-03-31T08:00:00Z')
    const {
      version: _,
      inForceSince: __,
      ...policy
    } = await ada.read<Record<string, unknown>>('/v1/enforcement-policy')
    const holidays = ['2026-04-03', '2026-04-06']
    expect((await ada.call('PUT', '/v1/enforcement-policy', { ...policy, holidays })).statusCode).toBe(200)
    await ada.goTo('2026-04-07T18:00:00Z')
    // The week of 167 hours is missed whole. Good Friday leaves six days of the next, which ask 2.57.
    expect(await ledger(ada, ada.commitmentId)).toEqual([
      '2026-03-23 2026-03-29 03-22T23:00 03-29T22:00 3 missed',
      '2026-03-30 2026-04-05 03-29T22:00 04-05T22:00 3 missed',
      '2026-04-06 2026-04-12 04-05T22:00 04-12T22:00 3 open',
    ])
    expect((await ada.periods(ada.commitmentId)).map(({ days, proRated }) => [days, proRated])).toEqual([
      [7, false],
      [6, true],
      [6, true],
    ])
    await ada.goTo('2026-04-08T18:00:00Z')
    // Friday's reminder waits for Saturday. On Easter Monday the coach hears of the warning, which waits for Tuesday at noon.
    expect(await ada.mails()).toEqual([
      'reminder Fri 2026-03-27 08:00',
      'nudge Mon 2026-03-30 12:00',
      'reminder Sat 2026-04-04 08:00',
      'warning_heads_up Mon 2026-04-06 12:00',
      'warning Tue 2026-04-07 12:00',
    ])
  })

  it('a warning that came on the last day suspends nobody, and the coach has a task', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-22T08:00:00Z', startsOn: '2026-03-23' })
    await ada.goTo('2026-04-06T12:00:00Z')
    const [warning] = (await ada.escalations()).filter(({ action }) => action === 'warn')
    await ada.call('POST', `/v1/escalations/${warning!.id}/hold`, { reason: 'I shall call her first.' })
    await ada.goTo('2026-04-12T08:00:00Z')
    await ada.call('POST', `/v1/escalations/${warning!.id}/confirm`)
    await ada.goTo('2026-04-13T18:00:00Z')
    expect(await ada.openTasks('suspension')).toEqual([])
    const [task] = await ada.openTasks('undelivered_warning')
    expect(task!.subjectId).toBe(warning!.id)
    expect((await ada.call('POST', `/v1/tasks/${task!.id}/done`)).statusCode).toBe(200)
    await ada.goTo('2026-04-20T18:00:00Z')
    expect(await ada.openTasks('undelivered_warning')).toEqual([])
    expect(await ada.openTasks('suspension')).toHaveLength(1)
  })
})
