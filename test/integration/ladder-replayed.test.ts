import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'
import { seededRandom, seeds } from '../support/random.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const [begins, ends] = [Date.parse('2026-03-01T08:00:00Z'), Date.parse('2026-04-14T08:00:00Z')]
const iso = (at: number) => new Date(at).toISOString()

interface Talk {
  occurredAt: number
  loggedAt: number
}

/** Five weeks of up to three talks, each noted at once or days later. */
function anyStory(seed: number): Talk[] {
  const random = seededRandom(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const talks = Array.from({ length: 5 }, (_, week) =>
    Array.from({ length: upTo(3) }, () => {
      const occurredAt = Date.parse('2026-03-02T09:00:00Z') + (7 * week + upTo(6)) * dayMs + upTo(8) * hourMs
      return { occurredAt, loggedAt: occurredAt + hourMs + upTo(1) * upTo(6) * dayMs }
    }),
  )
  return talks.flat().toSorted((a, b) => a.loggedAt - b.loggedAt)
}

const start = () => startClimber(api, { standsAt: iso(begins), startsOn: '2026-03-02' })

/** Everything that became of it. */
async function whatCameOf(ada: Climber & { commitmentId: string }) {
  const periods = await ada.periods(ada.commitmentId)
  const steps = await ada.escalations()
  return {
    ledger: periods.map(({ startsAt, endsAt, status, result, judgedAt, history }) => ({ startsAt, endsAt, status, result, judgedAt, history })), // prettier-ignore
    standing: await ada.standing(),
    steps: steps.map(({ action, status, outcome, week, dueAt }) => ({ action, status, outcome, week, dueAt })),
    mails: await ada.mails(),
  }
}

it.each(seeds(1))('the same events give the same, however the clock came to them (seed %i)', async (seed) => {
  const [ada, ben] = [await start(), await start()]
  for (const { occurredAt, loggedAt } of anyStory(seed)) {
    await ada.goTo(iso(loggedAt))
    await ada.log(iso(occurredAt))
  }
  await ada.goTo(iso(ends))
  // Once more, by what the first one's events say: hop by hop, and over every midnight alone.
  let now = begins
  const hop = async (at: number) => {
    for (now += dayMs; now < at; now += dayMs) await ben.goTo(iso(now))
    await ben.goTo(iso((now = at)))
  }
  for (const { occurredAt, recordedAt } of await loggedBy(ada)) {
    await hop(recordedAt)
    await ben.log(occurredAt)
  }
  await hop(ends)
  expect(await whatCameOf(ben)).toEqual(await whatCameOf(ada))
})

it('within the late window the order of logging does not matter', async () => {
  const talks = ['2026-03-03', '2026-03-05', '2026-03-08', '2026-03-09', '2026-03-10']
  const [ada, ben] = [await start(), await start()]
  for (const [person, order] of [
    [ada, talks],
    [ben, talks.toReversed()],
  ] as const) {
    await person.goTo('2026-03-11T08:00:00Z')
    for (const day of order) await person.log(`${day}T10:00:00Z`)
    await person.goTo('2026-03-24T08:00:00Z')
  }
  // What each talk changed on the way differs; what came of all of them does not.
  const [adas, bens] = [await whatCameOf(ada), await whatCameOf(ben)]
  const settled = ({ ledger, ...rest }: typeof adas) => ({ ...rest, ledger: ledger.map(({ history: _history, ...one }) => one) }) // prettier-ignore
  expect(settled(bens)).toEqual(settled(adas))
  expect(adas.ledger.map(({ status }) => status)).toEqual(
    ['met', 'missed', 'missed', 'open'].slice(0, adas.ledger.length),
  )
})

/** What the events of a practice say of when a talk was noted. */
async function loggedBy({ practice }: Climber): Promise<{ occurredAt: string; recordedAt: number }[]> {
  const { rows } = await api.database.admin.query<{ occurred_at: Date; recorded_at: Date }>(
    `select i.occurred_at, e.recorded_at
       from events e join interactions i on i.practice_id = e.practice_id and i.id = e.subject_id
      where e.practice_id = $1 and e.kind = 'interaction.logged' order by e.recorded_at, e.id`,
    [practice.practiceId],
  )
  return rows.map((row) => ({ occurredAt: row.occurred_at.toISOString(), recordedAt: row.recorded_at.getTime() }))
}
