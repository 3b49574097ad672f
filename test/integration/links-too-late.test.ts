import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PagePurpose } from '../../src/modules/links/purposes.rules.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'
import { openPage, sendForm } from '../support/pages.ts'

/* What taking back brings back, and what is said when it is too late for that. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** A client who misses every week from Monday, March 2, on. */
const slacker = () => startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })

async function linkOf(ada: Climber, purpose: PagePurpose, subjectId: string): Promise<string> {
  const { rows } = await api.database.admin.query<{ user_id: string }>('select user_id from members where id = $1', [
    ada.practice.ownerId,
  ])
  const holderId = ['hold_step', 'decide_suspension', 'excuse_period'].includes(purpose)
    ? rows[0]!.user_id
    : ada.clientId
  const place = { practiceId: ada.practice.practiceId, now: new Date(await ada.now()) }
  return api.container.office.linkTo(place, purpose, { holderId, subjectId })
}

const use = async (link: string, button: string, filled: Record<string, string> = {}) =>
  (await openPage(api, link)).press(button, filled)

const stepOf = async (ada: Climber, wanted: string) =>
  (await ada.escalations()).findLast(({ action }) => action === wanted)!

/** The kinds of what was recorded of a subject, in order. */
async function recorded(subjectId: string): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ kind: string }>(
    'select kind from events where subject_id = $1 order by recorded_at, id',
    [subjectId],
  )
  return rows.map(({ kind }) => kind)
}

describe('a mail that a coach holds', () => {
  it('goes out when it would have, once they do not; once it is decided on, that stands', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-16T18:00:00Z')
    const { id, dueAt } = await stepOf(ada, 'warn')
    const link = await linkOf(ada, 'hold_step', id)
    expect(await (await use(link, 'Hold it')).press('Undo')).toMatchObject({ status: 200 })
    expect(await stepOf(ada, 'warn')).toMatchObject({ status: 'planned', outcome: null, dueAt })
    expect(await recorded(id)).toEqual(['escalation.planned', 'escalation.held', 'escalation.planned'])
    const held = await use(link, 'Hold it')
    await ada.goTo('2026-03-18T18:00:00Z')
    expect((await ada.mails()).filter((mail) => mail.startsWith('warning '))).toEqual([])
    await ada.call('POST', `/v1/escalations/${id}/decline`, { reason: 'Her father is ill.' })
    const late = await held.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect(late.text).toContain('The mail to Maya Lindqvist does not go out any more.')
    expect((await stepOf(ada, 'warn')).status).toBe('declined')
  })

  it('goes out at once where its hour is past', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-16T18:00:00Z')
    const held = await use(await linkOf(ada, 'hold_step', (await stepOf(ada, 'warn')).id), 'Hold it')
    await ada.goTo('2026-03-19T12:00:00Z')
    await held.press('Undo')
    await ada.goTo('2026-03-19T13:00:00Z')
    expect((await ada.mails()).filter((mail) => mail.startsWith('warning '))).toEqual(['warning Thu 2026-03-19 13:00'])
  })
})

describe('a dispute', () => {
  it('leaves nothing behind that was withdrawn, and stands once it is decided', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-10T18:00:00Z')
    const { id } = (await ada.periods(ada.commitmentId))[0]!
    const before = await ada.read(`/v1/periods/${id}`)
    const link = await linkOf(ada, 'dispute_verdict', id)
    const reason = { reason: 'I met Tom.' }
    const asked = await use(link, 'Ask my coach to decide', reason)
    expect(await ada.openTasks('dispute')).toHaveLength(1)
    await asked.press('Undo')
    expect(await ada.read(`/v1/periods/${id}`)).toEqual(before)
    expect(await ada.openTasks('dispute')).toEqual([])
    await ada.goTo('2026-03-10T19:00:00Z')
    expect(await ada.read(`/v1/clients/${ada.clientId}/standing`)).toMatchObject({ frozen: false })
    const again = await use(link, 'Ask my coach to decide', reason)
    const [task] = await ada.openTasks('dispute')
    expect(task!.subjectId).toBe(id)
    await ada.call('POST', `/v1/periods/${id}/decide-dispute`, { verdict: 'rejected', reason: 'He says no.' })
    const late = await again.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect(late.text).toContain('The verdict stands.')
    expect((await recorded(id)).slice(-4)).toEqual([
      'period.disputed', 'period.dispute_withdrawn', 'period.disputed', 'period.dispute_decided',
    ]) // prettier-ignore
  })
})

describe('an excuse', () => {
  it('that is taken back leaves what was missed, and the dispute that it decided, until the ledger is closed', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-10T18:00:00Z')
    const { id } = (await ada.periods(ada.commitmentId))[0]!
    await ada.call('POST', `/v1/periods/${id}/dispute`, { reason: 'I met Tom.' }, ada.asClient)
    const link = await linkOf(ada, 'excuse_period', id)
    const excused = await use(link, 'Excuse it', { reason: 'So she did.' })
    expect(await ada.read(`/v1/periods/${id}`)).toMatchObject({ status: 'excused', dispute: { status: 'upheld' } })
    await ada.goTo('2026-03-10T20:00:00Z')
    expect(await ada.standing()).toBe('good')
    await excused.press('Undo')
    expect(await ada.read(`/v1/periods/${id}`)).toMatchObject({
      status: 'missed',
      excusedBecause: null,
      history: [
        { from: 'missed', to: 'excused' },
        { from: 'excused', to: 'missed', because: 'The excuse was taken back.' },
      ],
      dispute: { status: 'open', decidedBecause: null },
    })
    expect(await ada.openTasks('dispute')).toHaveLength(1)
    await ada.goTo('2026-03-10T21:00:00Z')
    expect(await ada.standing()).toBe('behind')
    const again = await use(link, 'Excuse it', { reason: 'So she did.' })
    const { closesAt } = await ada.read<{ closesAt: string }>(`/v1/periods/${id}`)
    await ada.goTo(closesAt)
    const late = await again.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect(late.text).toContain('It is too late to change that.')
  })

  it('of a week that runs leaves it running', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-04T18:00:00Z')
    const { id } = (await ada.periods(ada.commitmentId))[0]!
    await (await use(await linkOf(ada, 'excuse_period', id), 'Excuse it', { reason: 'Ill.' })).press('Undo')
    expect(await ada.read(`/v1/periods/${id}`)).toMatchObject({ status: 'open', excusedBecause: null, history: [] })
    await ada.goTo('2026-03-10T18:00:00Z')
    expect(await ada.read(`/v1/periods/${id}`)).toMatchObject({ status: 'missed' })
    expect((await ada.call('POST', `/v1/periods/${id}/withdraw-excuse`)).json()).toMatchObject({ code: 'not_excused' })
  })
})

describe('a decision', () => {
  it('to decline is decided anew; to stop working with somebody is not unsaid by a link, which says what is', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-23T18:00:00Z')
    const { id } = await stepOf(ada, 'propose_suspension')
    const link = await linkOf(ada, 'decide_suspension', id)
    const declined = await use(link, 'Decide', { decision: 'decline', reason: 'Her father is ill.' })
    expect(await ada.openTasks('suspension')).toEqual([])
    await declined.press('Undo')
    expect(await stepOf(ada, 'propose_suspension')).toMatchObject({ status: 'planned' })
    expect(await ada.openTasks('suspension')).toMatchObject([{ subjectId: id }])
    const confirmed = await use(link, 'Decide', { decision: 'confirm' })
    expect(confirmed.buttons).toEqual([])
    expect(confirmed.text).toContain('To work with them again, reinstate them among your clients.')
    const stale = await declined.press('Undo')
    expect([stale.status, stale.text.includes('Undone')]).toEqual([200, true])
    expect(await ada.standing()).toBe('suspended')
    const { rows } = await api.database.admin.query<{ use_id: string }>(
      'select use_id from link_uses where practice_id = $1 and undone_at is null',
      [ada.practice.practiceId],
    )
    const forged = await sendForm(api, link, `do=undo&use=${rows[0]!.use_id}`)
    expect([rows.length, forged.status]).toEqual([1, 409])
    expect(await ada.standing()).toBe('suspended')
  })

  it('stands once the next missed week has asked again', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-23T18:00:00Z')
    const { id } = await stepOf(ada, 'propose_suspension')
    const declined = await use(await linkOf(ada, 'decide_suspension', id), 'Decide', {
      decision: 'decline',
      reason: 'Her father is ill.',
    })
    await ada.goTo('2026-03-30T18:00:00Z')
    expect((await declined.press('Undo')).status).toBe(409)
    expect((await ada.escalations()).filter(({ action }) => action === 'propose_suspension')).toMatchObject([
      { status: 'declined' },
      { status: 'planned' },
    ])
  })
})

describe('an acceptance', () => {
  const proposal = {
    title: 'A talk a day',
    period: 'day',
    startsOn: '2026-03-03',
    targets: [{ measure: 'interactions', target: 1 }],
  }

  it('is taken back on its day, by the client’s calendar, and no later; nothing is judged of it meanwhile', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-03T09:00:00Z')
    const { id } = await ada.make(`/v1/clients/${ada.clientId}/commitments`, proposal)
    const link = await linkOf(ada, 'accept_commitment', id)
    const accepted = await use(link, 'I will do that')
    // Half an hour before midnight in Berlin.
    await ada.goTo('2026-03-03T22:30:00Z')
    await accepted.press('Undo')
    expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({
      status: 'proposed',
      acceptedOn: null,
      acceptedHow: null,
    })
    await ada.goTo('2026-03-05T09:00:00Z')
    expect((await ada.periods(id)).map(({ status }) => status)).toEqual(['void'])
    const again = await use(link, 'I will do that')
    expect((await ada.periods(id)).map(({ startsOn, status }) => `${startsOn} ${status}`)).toEqual([
      '2026-03-03 void',
      '2026-03-05 open',
    ])
    await ada.goTo('2026-03-05T23:00:00Z')
    const late = await again.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect((await ada.read(`/v1/commitments/${id}`))['status']).toBe('active')
  })

  it('that a coach recorded is not the client’s to take back, nor what a landing brings about', async () => {
    const ada = await slacker()
    await ada.goTo('2026-03-03T09:00:00Z')
    const { id } = await ada.make(`/v1/clients/${ada.clientId}/commitments`, proposal)
    await ada.call('POST', `/v1/commitments/${id}/accept`, { agreedOn: '2026-03-03', how: 'In our session.' })
    const withdraw = (as?: string) => ada.call('POST', `/v1/commitments/${id}/withdraw-acceptance`, undefined, as)
    expect((await withdraw(ada.asClient)).statusCode).toBe(409)
    expect((await withdraw()).json()).toMatchObject({ status: 'proposed' })
    expect((await withdraw()).statusCode).toBe(409)
  })
})

describe('a search', () => {
  it('is gone again while nothing has come of it; afterwards its page says what to do', async () => {
    const ada = await slacker()
    const link = await linkOf(ada, 'start_search', ada.clientId)
    await (await use(link, 'Start searching', { title: 'Chief of staff' })).press('Undo')
    const searches = async () =>
      (await ada.read<{ data: { id: string; status: string }[] }>(`/v1/clients/${ada.clientId}/searches`)).data
    expect(await searches()).toEqual([])
    const begun = await use(link, 'Start searching', { title: 'Chief of staff' })
    const { id } = (await searches())[0]!
    await ada.make(`/v1/searches/${id}/opportunities`, { company: 'Helio', role: 'Chief', source: 'job_board' })
    const late = await begun.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect(late.text).toContain('withdraw it in your app')
    expect((await ada.call('DELETE', `/v1/searches/${id}`)).json()).toMatchObject({ code: 'search_has_history' })
    expect(await searches()).toMatchObject([{ status: 'active' }])
  })
})
