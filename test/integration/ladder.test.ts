import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { startClimber } from '../support/ladder.ts'
import { linkIn, openPage } from '../support/pages.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/*
 * Worked out by hand. Weeks end at the client's midnight from Sunday to Monday; grace ends at noon on Monday. Six tenths
 * of a week of 168 hours are over on Friday at 4:48, of which nobody is written to before eight.
 *
 *   week from   done   judged on Mon noon   what goes out
 *   Mar 2       0/3    missed               Fri 6   reminder    Mon 9   nudge
 *   Mar 9       0/3    missed               Fri 13  reminder    Mon 16  heads-up   Tue 17  warning
 *   Mar 16      0/3    missed               Fri 20  reminder    Mon 23  suspension proposed
 */
const table = {
  // Clocks go forward in the week from Mar 23 here, on Mar 8 in Chicago, and back on Apr 5 in Auckland.
  'Europe/Berlin': '12:00',
  'America/Chicago': '12:00',
  'Pacific/Auckland': '12:00',
}

describe.each(Object.entries(table))('three missed weeks in %s', (timeZone, noon) => {
  it('climb the ladder as worked out by hand', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', timeZone, startsOn: '2026-03-02' })
    await ada.goTo('2026-03-25T00:00:00Z')
    expect((await ada.mails()).map((mail) => mail.replace('13:00', noon))).toEqual([
      'reminder Fri 2026-03-06 08:00',
      `nudge Mon 2026-03-09 ${noon}`,
      'reminder Fri 2026-03-13 08:00',
      `warning_heads_up Mon 2026-03-16 ${noon}`,
      `warning Tue 2026-03-17 ${noon}`,
      'reminder Fri 2026-03-20 08:00',
      `suspension_proposed Mon 2026-03-23 ${noon}`,
    ])
    expect(await ada.standing()).toBe('suspension_proposed')
    expect(
      (await ada.call('GET', `/v1/clients/${ada.clientId}/standing`, undefined, ada.asClient)).json(),
    ).toMatchObject({
      standing: 'warned',
      missedInARow: 3,
    })
    expect(await ada.openTasks('suspension')).toHaveLength(1)
  })
})

describe('what a client reads', () => {
  it('names the commitment, what was done, what is missing and by when, and what comes next', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-03T12:00:00Z')
    await ada.log('2026-03-03T11:00:00Z')
    await ada.goTo('2026-03-10T00:00:00Z')
    const reminder = await ada.text('reminder')
    expect(reminder).toContain('Three conversations a week')
    expect(reminder).toContain('1 of 3 conversations')
    expect(reminder).toContain('“Three conversations a week” still needs 2 conversations, by Sunday, March 8, 23:59.')
    expect(reminder).toContain('I will write to you and ask what got in the way')
    expect(await ada.text('nudge')).toContain('the next step is a warning from me')
  })
})

describe('what is logged late', () => {
  it('takes a nudge back with a note, and never mails it twice', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-10T09:00:00Z')
    expect(await ada.standing()).toBe('behind')
    const late: string[] = []
    for (const day of ['03', '04', '05']) late.push(await ada.log(`2026-03-${day}T11:00:00Z`))
    expect(await ada.standing()).toBe('good')
    await ada.goTo('2026-03-10T09:01:00Z')
    await ada.call('DELETE', `/v1/interactions/${late[0]}`)
    await ada.goTo('2026-03-11T09:00:00Z')
    expect(await ada.standing()).toBe('behind')
    await ada.log('2026-03-05T11:30:00Z')
    await ada.goTo('2026-03-12T00:00:00Z')
    expect(await ada.mails()).toEqual([
      'reminder Fri 2026-03-06 08:00',
      'nudge Mon 2026-03-09 12:00',
      'retraction Tue 2026-03-10 10:00',
    ])
    expect(await ada.text('retraction')).toContain('3 of 3 conversations')
  })
})

describe('a warning', () => {
  it('is held with one click, and goes out when the coach confirms it', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-16T18:00:00Z')
    const page = await openPage(api, linkIn(await ada.text('warning_heads_up')))
    expect(page.text).toContain('Hold the mail')
    expect((await page.press('Hold it')).text).toContain('It is held')
    expect((await page.press('Hold it')).text).toContain('It is held')
    await ada.goTo('2026-03-18T18:00:00Z')
    const [warning] = (await ada.escalations()).filter(({ action }) => action === 'warn')
    expect(warning).toMatchObject({ status: 'held', outcome: 'held_by_coach' })
    expect(await ada.standing()).toBe('behind')
    expect((await ada.call('POST', `/v1/escalations/${warning!.id}/confirm`)).json()).toMatchObject({
      status: 'planned',
    })
    await ada.goTo('2026-03-19T18:00:00Z')
    expect((await ada.mails()).at(-1)).toBe('warning Thu 2026-03-19 08:00')
    expect(await ada.standing()).toBe('warned')
  })

  it('that bounced suspends nobody: the ladder holds and the coach has a task', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-17T18:00:00Z')
    expect(await ada.standing()).toBe('warned')
    const bounced = await ada.call('POST', `/v1/messages/${await ada.messageOf('warning')}/simulate`, {
      event: 'bounced',
    })
    expect(bounced.statusCode).toBe(200)
    await ada.goTo('2026-03-24T18:00:00Z')
    expect(await ada.openTasks('suspension')).toEqual([])
    expect(await ada.standing()).toBe('behind')
    const [task] = await ada.openTasks('undelivered_warning')
    const given = await ada.call('POST', `/v1/escalations/${task!.subjectId}/confirm`)
    expect(given.json()).toMatchObject({ status: 'taken', outcome: 'reached_by_hand' })
    expect(await ada.openTasks('undelivered_warning')).toEqual([])
    expect(await ada.standing()).toBe('warned')
    await ada.goTo('2026-03-31T18:00:00Z')
    expect(await ada.openTasks('suspension')).toHaveLength(1)
  })

  it('that bounced after a suspension was proposed on it takes the proposal back', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-23T18:00:00Z')
    const [task] = await ada.openTasks('suspension')
    await ada.call('POST', `/v1/messages/${await ada.messageOf('warning')}/simulate`, { event: 'bounced' })
    await ada.goTo('2026-03-23T18:00:01Z')
    expect(await ada.openTasks('suspension')).toEqual([])
    const refused = await ada.call('POST', `/v1/escalations/${task!.subjectId}/confirm`)
    expect(refused.json()).toMatchObject({ status: 409, code: 'warning_not_delivered' })
  })
})

describe('a dispute', () => {
  it('freezes the ladder until the coach decides', async () => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    await ada.goTo('2026-03-16T18:00:00Z')
    const missed = (await ada.periods(ada.commitmentId))[1]!
    const disputed = await ada.call('POST', `/v1/periods/${missed.id}/dispute`, { reason: 'I was away.' }, ada.asClient)
    expect(disputed.statusCode, disputed.body).toBeLessThan(300)
    await ada.goTo('2026-03-19T18:00:00Z')
    expect((await ada.mails()).some((mail) => mail.startsWith('warning '))).toBe(false)
    expect(await ada.read(`/v1/clients/${ada.clientId}/standing`)).toMatchObject({ frozen: true })
    const excused = await ada.call('POST', `/v1/periods/${missed.id}/excuse`, { reason: 'She was away.' })
    expect(excused.statusCode, excused.body).toBe(200)
    await ada.goTo('2026-03-20T18:00:00Z')
    expect((await ada.escalations()).find(({ action }) => action === 'warn')).toMatchObject({
      status: 'retracted',
      outcome: 'cause_gone',
    })
    expect(await ada.mails()).not.toContain('retraction')
  })
})
