import { afterEach, expect, it, vi } from 'vitest'
import { addDays, dayOf } from '../../src/infra/time/calendar.ts'
import { openPost, patience, type Post } from '../support/post.ts'

/* The ladder in real time: workers that were away for weeks, two agendas at once, and a real mail server. */

vi.setConfig({ testTimeout: 300_000 })

let post: Post
afterEach(() => post.stop())

it('three weeks that nobody judged come to one mail to the client and one heads-up, whoever does them', async () => {
  post = await openPost('PostgreSQL')
  const { api, practice } = post
  const call = (url: string, body: object) => api.call('POST', url, { as: practice.owner, body })
  const timeZone = zoneWhereItIsNoon(new Date())
  const client = { name: 'Ada Moreau', email: 'ada@reader.example', timeZone }
  const { id } = (await call('/v1/clients', client)).json<{ id: string }>()
  // The Monday of four weeks ago.
  const today = dayOf(new Date(), timeZone)
  const startsOn = addDays(today, -28 - ((new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7))
  const targets = [{ measure: 'interactions', target: 3 }]
  const proposed = await call(`/v1/clients/${id}/commitments`, {
    title: 'Three talks',
    period: 'week',
    startsOn,
    targets,
  })
  const { id: commitmentId } = proposed.json<{ id: string }>()
  const accepted = await call(`/v1/commitments/${commitmentId}/accept`, { agreedOn: startsOn, how: 'in person' })
  expect(accepted.statusCode, accepted.body).toBe(200)

  await Promise.all([post.startWorkers(), post.startWorkers()])
  const headers = () => post.sink.messages.map(({ raw }) => /^Subject: (.*)$/mu.exec(raw)?.[1] ?? '')
  const raws = () => post.sink.messages.map(({ raw }) => raw)
  // Beside what told them of the commitment.
  const lettersToClient = () =>
    raws().filter(
      (raw) => /^To: .*ada@reader\.example/mu.test(raw) && !/^Message-ID:\s+<\S*\.commitment_proposed@/mu.test(raw),
    )
  await expect.poll(async () => (await missedWeeks(id)) >= 3 && lettersToClient().length > 0, patience).toBe(true)
  await expect.poll(async () => (await post.statuses())['queued'] ?? 0, patience).toBe(0)

  const toClient = lettersToClient()
  expect(toClient).toHaveLength(1)
  expect(toClient[0]).toMatch(/^Reply-To: /mu)
  expect(headers().filter((subject) => subject === 'A mail that goes out soon')).toHaveLength(1)
})

async function missedWeeks(id: string): Promise<number> {
  const { practice, api } = post
  const standing = await api.call('GET', `/v1/clients/${id}/standing`, { as: practice.owner })
  return standing.json<{ missedInARow: number }>().missedInARow
}

/** Somewhere between eight and seven, whenever the test runs. */
function zoneWhereItIsNoon(now: Date): string {
  const ahead = 12 - now.getUTCHours()
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
