import { afterAll, beforeAll, expect, it } from 'vitest'
import { achievedBetween } from '../../src/modules/periods/ledger.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { startPracticed } from '../support/commitments.ts'
import { linkIn, openPage } from '../support/pages.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

it('a commitment is accepted, and a verdict disputed, by links in mails that only their buttons use', async () => {
  const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
  const { practiceId } = ada.practice
  const { id } = await ada.make(`/v1/clients/${ada.clientId}/commitments`, {
    title: 'Three conversations a week',
    targets: [{ measure: 'interactions', target: 3 }],
    period: 'week',
    startsOn: '2026-03-02',
  })
  const { data: mails } = await ada.read<{ data: { id: string }[] }>('/v1/messages?kind=commitment_proposed')
  expect(mails).toHaveLength(1)
  const { text } = await ada.read<{ text: string }>(`/v1/messages/${mails[0]!.id}/content`)
  expect(text).toContain(
    '“Three conversations a week”: 3 conversations, every week. The first ends on Sunday, March 8, 23:59.',
  )
  expect(text).toContain('If a week is missed, I will write to you and ask what got in the way.')
  const accept = linkIn(text)
  const asked = await openPage(api, accept)
  expect(asked.text).toContain('3 conversations a week, from Monday, March 2 on.')
  expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({ status: 'proposed' })
  expect((await asked.press('I will do that')).text).toContain('is agreed since Monday, March 2')
  expect(await ada.read(`/v1/commitments/${id}`)).toMatchObject({ status: 'active', acceptedHow: 'link' })
  expect(await openPage(api, accept)).toMatchObject({
    buttons: ['Undo'],
    text: expect.stringContaining('Agreed') as string,
  })

  const [period] = await ada.periods(id)
  const link = () => {
    const to = { holderId: ada.clientId, subjectId: period!.id }
    return api.container.office.linkTo({ practiceId, now: new Date('2026-03-10T07:00:00Z') }, 'dispute_verdict', to)
  }
  expect(await openPage(api, link())).toMatchObject({ status: 200, buttons: [] })
  await ada.goTo('2026-03-10T08:00:00Z')
  const dispute = await openPage(api, link())
  expect(dispute.text).toContain('Monday, March 2 to Sunday, March 8')
  const nothingSaid = await dispute.press('Ask my coach to decide', { reason: ' ' })
  expect(nothingSaid).toMatchObject({
    status: 422,
    text: expect.stringContaining('“What happened” is required.') as string,
  })
  expect((await dispute.press('Ask my coach to decide', { reason: 'I met Tom.' })).status).toBe(200)
  expect(await ada.read(`/v1/periods/${period!.id}`)).toMatchObject({
    dispute: { status: 'open', reason: 'I met Tom.' },
  })
  expect(await openPage(api, link())).toMatchObject({ status: 200, buttons: ['Undo'] })
})

it('what was done is counted over any stretch of time', async () => {
  const ada = await startPracticed(api, { standsAt: '2026-03-02T08:00:00Z' })
  const id = await ada.promise({ targets: [{ measure: 'people', target: 3 }], startsOn: '2026-03-02' })
  await ada.goTo('2026-03-12T08:00:00Z')
  await ada.log('2026-03-05T08:00:00Z')
  await ada.log('2026-03-11T08:00:00Z', { contacts: [{ contactId: ada.contactIds[1] }] })
  const between = (from: string, to: string) =>
    ada.enter((trx) => achievedBetween(trx, id, new Date(from), new Date(to)))
  expect(await between('2026-03-02T00:00:00Z', '2026-03-12T00:00:00Z')).toEqual([
    { words: '3 people', achieved: 2, target: 3 },
  ])
  expect(await between('2026-03-06T00:00:00Z', '2026-03-12T00:00:00Z')).toMatchObject([{ achieved: 1 }])
})
