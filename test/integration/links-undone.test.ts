import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { everyLink, type LinkCase } from '../support/every-link.ts'
import { type OpenPage, openPage, sendForm } from '../support/pages.ts'
import { fingerprint } from '../support/whole-database.ts'

/* What is done with a link in a mail is taken back where it was done: once, and then it may be done again. */

let api: TestApi
let cases: Record<string, LinkCase>
beforeAll(async () => {
  api = await startTestApi()
  cases = await everyLink(api)
})
afterAll(() => api.stop())

const names = [
  'accept_commitment', 'dispute_verdict', 'hold_step', 'review_announcement', 'mark_done', 'snooze', 'declare_break',
  'mark_told', 'start_search', 'decide_suspension', 'excuse_period', 'stop_digest', 'stop_coach_digest',
] // prettier-ignore

/** Does what the link is for, but for what may be changed on the way and for taking it back. */
async function useIt({ link, steps }: LinkCase): Promise<OpenPage> {
  let page = await openPage(api, link)
  for (const { button, answers, says } of steps.filter(
    (step) => step.button !== 'Undo' && !step.says.includes('It worked') && !step.opens,
  )) {
    page = await page.press(button, answers)
    expect(page.status, page.text).toBe(200)
    expect(page.text).toContain(says)
  }
  return page
}

/** What nothing changes that only looks. */
async function look(link: string): Promise<void> {
  const before = await fingerprint(api.database.admin)
  const url = new URL(link).pathname
  for (const method of ['GET', 'HEAD'] as const) {
    expect((await api.app.inject({ method, url })).statusCode).toBe(200)
    expect((await api.app.inject({ method, url: `${url}?do=undo` })).statusCode).toBe(200)
  }
  await sendForm(api, link, 'do=undo')
  expect(await fingerprint(api.database.admin)).toEqual(before)
}

it('what was saved for one person takes no approval back', async () => {
  const review = cases['review_announcement']!
  const { button, answers } = review.steps[0]!
  const [subject] = Object.keys(answers!) as [string]
  const id = subject.slice('subject-'.length)
  const own = { [subject]: 'It worked', [`body-${id}`]: 'Dear Paula, it worked.', [`choice-${id}`]: 'keep' }
  const saved = await (await openPage(api, review.link)).press(button, own)
  expect(saved).toMatchObject({ status: 200, buttons: ['Back to the others'] })
  const approved = await useIt(review)
  const { rows } = await api.database.admin.query<{ use_id: string }>(
    `select use_id from link_uses where outcome ->> 'did' = 'saved' order by created_at desc limit 1`,
  )
  const before = await fingerprint(api.database.admin)
  expect((await sendForm(api, review.link, `do=undo&use=${rows[0]!.use_id}`)).status).toBe(404)
  expect(await fingerprint(api.database.admin)).toEqual(before)
  expect((await approved.press('Undo')).text).toContain('Undone')
})

describe.each(names)('%s', (name) => {
  it('is taken back once, by its own link alone, and then done again', async () => {
    const { link } = cases[name]!
    const done = await useIt(cases[name]!)
    expect(done.buttons).toContain('Undo')
    await look(link)
    const undo = done.formOf('Undo')
    for (const other of [cases['log_interaction']!.link, cases['opt_out']!.link, cases['export_network']!.link]) {
      expect((await sendForm(api, other, undo)).status).toBe(404)
    }
    expect((await sendForm(api, link, undo)).text).toContain('Undone')
    await look(link)
    const before = await fingerprint(api.database.admin)
    expect((await sendForm(api, link, undo)).text).toContain('Undone')
    expect(await fingerprint(api.database.admin), 'undone twice is undone once').toEqual(before)
    expect((await useIt(cases[name]!)).buttons).toContain('Undo')
  })
})
