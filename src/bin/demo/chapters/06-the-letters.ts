import { unwrap } from '../../../../openapi/client.ts'
import type { Coverage } from '../api.ts'
import { until } from '../inbox.ts'
import type { Play } from '../play.ts'
import { client as maya } from '../../../modules/sandbox-story/job.rules.ts'
import { coach } from '../office.ts'
import { thoseWho } from '../../../modules/sandbox-story/people.rules.ts'
import type { Office } from './01-the-practice.ts'
import type { Landed } from './04-the-job.ts'
import { type Draft, listRecipients } from './05-the-announcement.ts'

export interface Sent {
  scheduledFor: Date
  /** Coverage when the letters were out and nobody had been called. */
  coverageAfterLetters: Coverage
}

export async function sendLetters({ stage }: Play, so: Office & Landed & Draft): Promise<Sent> {
  const { cadre, announcement } = so
  const path = { id: announcement.id }
  stage.chapter('The letters')

  const scheduledFor = new Date(Date.now() + 3000)
  const approve = (etag: string) =>
    cadre.POST('/v1/announcements/{id}/approve', {
      params: { path, header: { 'If-Match': etag } },
      body: { scheduledFor: scheduledFor.toISOString() },
    })
  await stage.during('An approval of the list as it first was is refused: it has changed since', async () => {
    const { response } = await approve(so.firstEtag)
    if (response.status !== 412) throw new Error(`It should be refused with 412, and got ${response.status}.`)
  })
  await stage.during(`${coach.name} approves it as it is now, with ${maya.name}’s recorded consent`, async () => {
    const { response } = await cadre.GET('/v1/announcements/{id}', { params: { path } })
    await unwrap(approve(response.headers.get('etag') ?? ''))
  })

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
  const coverageAfterLetters = await unwrap(cadre.GET('/v1/announcements/{id}/coverage', { params: { path } }))
  return { scheduledFor, coverageAfterLetters }
}

const clock = (at: Date) => at.toLocaleTimeString('en-GB')
