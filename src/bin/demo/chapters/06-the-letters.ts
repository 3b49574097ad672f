import { unwrap } from '../../../../openapi/client.ts'
import type { Coverage } from '../api.ts'
import { until } from '../inbox.ts'
import type { Play } from '../play.ts'
import { client as maya } from '../../../modules/sandbox-story/job.rules.ts'
import { coach, optsOut } from '../office.ts'
import { linkIn, openWebPage } from '../web-page.ts'
import { thoseWho } from '../../../modules/sandbox-story/people.rules.ts'
import type { Office } from './01-the-practice.ts'
import type { Landed } from './04-the-job.ts'
import { type Draft, listRecipients } from './05-the-announcement.ts'

export interface Sent {
  scheduledFor: Date
  /** Coverage when the letters were out and nobody had been called. */
  coverageAfterLetters: Coverage
}

export async function sendLetters(play: Play, so: Office & Landed & Draft): Promise<Sent> {
  const { stage } = play
  const { cadre, announcement } = so
  const path = { id: announcement.id }
  stage.chapter('The letters')

  await stage.during('An approval of the list as it first was is refused: it has changed since', async () => {
    const { response } = await cadre.POST('/v1/announcements/{id}/approve', {
      params: { path, header: { 'If-Match': so.firstEtag } },
      body: {},
    })
    if (response.status !== 412) throw new Error(`It should be refused with 412, and got ${response.status}.`)
  })
  await stage.during(`${coach.name} chooses the hour, and asks ${maya.name} to read them all`, async () => {
    const scheduledFor = new Date(Date.now() + 3000).toISOString()
    await unwrap(cadre.PATCH('/v1/announcements/{id}', { params: { path }, body: { scheduledFor } }))
    await unwrap(cadre.POST('/v1/announcements/{id}/request-approval', { params: { path } }))
  })
  const read = await stage.during(
    `${maya.name} follows the link in her mail, reads, and approves`,
    () => approveByLink(play, so),
    (count) => `${maya.name} follows the link in her mail, reads ${count} texts, and approves`,
  )
  const { approvedBy, scheduledFor: chosen } = await unwrap(cadre.GET('/v1/announcements/{id}', { params: { path } }))
  if (approvedBy?.kind !== 'client' || read === 0) throw new Error('It should be approved by the client, by her link.')
  const scheduledFor = new Date(chosen!)

  const expected = thoseWho('note', 'insider_note', 'added').length
  const leaving = async (reach: (done: number) => void) => {
    await until('the letters to leave', async () => {
      const letters = (await listRecipients(so)).filter((one) => one.channel === 'email')
      reach(letters.filter((one) => one.status === 'sent').length)
      return letters.every((one) => one.status !== 'ready' && one.status !== 'queued')
    })
  }
  const hour = clock(scheduledFor)
  await stage.counting(`${expected} letters, from ${hour} on`, expected, leaving, `${expected} letters left at ${hour}`)
  const came = (await listRecipients(so)).filter(({ status }) => status === 'bounced')
  stage.tell(`${came.map(({ contactName }) => contactName).join(', ')}: the letter came back, and became a call`)
  await stage.during(`${optsOut} follows the last line of his letter: no more of these`, () => optOut(play))
  const coverageAfterLetters = await unwrap(cadre.GET('/v1/announcements/{id}/coverage', { params: { path } }))
  return { scheduledFor, coverageAfterLetters }
}

/** As she does: page by page, to the end. @returns how many texts she has seen */
async function approveByLink({ inbox }: Play, { client }: Office): Promise<number> {
  const { text } = await inbox.expect(client.email, (subject) => subject.includes('before it goes out'))
  let page = await openWebPage(linkIn(text))
  const seen = () => page.buttons.filter((button) => button.startsWith('Save for')).length
  let read = seen()
  while (page.buttons.includes('Next page')) {
    page = await page.press('Next page')
    read += seen()
  }
  await page.press('Approve them all')
  return read
}

async function optOut({ inbox, addressOf }: Play): Promise<void> {
  const { text } = await inbox.expect(addressOf(optsOut), () => true)
  const page = await openWebPage(linkIn(text))
  await page.press(page.buttons[0] ?? '')
}

const clock = (at: Date) => at.toLocaleTimeString('en-GB')
