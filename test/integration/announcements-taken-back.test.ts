import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PagePurpose } from '../../src/modules/links/purposes.rules.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { draft } from '../support/drafted.ts'
import { openPage } from '../support/pages.ts'

/* What a client has approved, or said that they have told, by a link, and takes back. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const use = async (link: string, button: string, filled: Record<string, string> = {}) =>
  (await openPage(api, link)).press(button, filled)

describe('what stands of an announcement', () => {
  const forClient = ({ story }: Awaited<ReturnType<typeof draft>>, purpose: PagePurpose, subjectId: string) =>
    api.container.office.linkTo({ practiceId: story.practice.practiceId, now: new Date() }, purpose, {
      holderId: story.clientId,
      subjectId,
    })
  const today = new Date().toISOString().slice(0, 10)
  const told = { via: 'meeting', on: today, offeredHelp: 'yes' }

  it('is approved no more while nothing has left, and stays so once it has', async () => {
    const drafted = await draft(api, { consent: false })
    const link = forClient(drafted, 'review_announcement', drafted.id)
    const approved = await use(link, 'Approve them all')
    expect(await drafted.startsAt()).toBeDefined()
    await approved.press('Undo')
    expect(await drafted.announcement()).toMatchObject({ status: 'draft', scheduledFor: null })
    expect(await drafted.startsAt()).toBeUndefined()
    await drafted.start()
    expect((await drafted.recipients()).filter(({ messageId }) => messageId)).toEqual([])
    await use(link, 'Approve them all')
    const later = await use(link, 'Take my approval back')
    expect([await drafted.startsAt(), later.buttons]).toEqual([undefined, ['Read them again']])
    const again = await (await later.press('Read them again')).press('Approve them all')
    await drafted.start()
    const late = await again.press('Undo')
    expect(late).toMatchObject({ status: 409, buttons: [] })
    expect(late.text).toContain('Your notes have been sent')
    const { rows } = await api.database.admin.query(
      `select from events where subject_id = $1 and kind = 'announcement.approval_withdrawn'`,
      [drafted.id],
    )
    expect(rows).toHaveLength(2)
  })

  it('a call that was not made after all is to be made again, and counts as pending', async () => {
    const drafted = await draft(api)
    await drafted.approve()
    await drafted.start()
    const rosa = await drafted.recipient('Rosa Lind')
    expect(rosa.status).toBe('call_due')
    const link = forClient(drafted, 'mark_told', rosa.id)
    const coverage = () => drafted.call('GET', `/v1/announcements/${drafted.id}/coverage`).then((one) => one.json())
    const before = await coverage()
    const noted = await use(link, 'Yes, they know', told)
    expect(await coverage()).toMatchObject({ offeredHelp: 1 })
    await noted.press('Undo')
    expect(await coverage()).toEqual(before)
    expect(await drafted.recipient('Rosa Lind')).toMatchObject({ status: 'call_due', told: null })
    expect(await drafted.openTasks()).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'call', subjectId: rosa.id })]),
    )
    // Who answers has heard of it: that cannot be unsaid.
    const again = await use(link, 'Yes, they know', told)
    await drafted.call('POST', `/v1/announcement-recipients/${rosa.id}/replied`, {})
    expect((await drafted.call('DELETE', `/v1/announcement-recipients/${rosa.id}/told`)).statusCode).toBe(409)
    expect(await again.press('Undo')).toMatchObject({ status: 409, buttons: [] })
  })

  it('whose note went out with none is to be called, for nobody has approved another', async () => {
    const drafted = await draft(api)
    const paula = await drafted.recipient('Paula Okafor')
    expect([paula.status, paula.channel]).toEqual(['ready', 'email'])
    const noted = await use(forClient(drafted, 'mark_told', paula.id), 'Yes, they know', told)
    await drafted.approve()
    await drafted.start()
    await noted.press('Undo')
    await drafted.start()
    expect(await drafted.recipient('Paula Okafor')).toMatchObject({ status: 'call_due', messageId: null })
    const [task] = (await drafted.openTasks()).filter(({ subjectId }) => subjectId === paula.id)
    expect(task).toMatchObject({ kind: 'call', body: expect.stringContaining('Paula') as string })
  })
})
