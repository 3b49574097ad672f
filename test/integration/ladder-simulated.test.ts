import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Climber, startClimber } from '../support/ladder.ts'
import { fingerprint } from '../support/whole-database.ts'

/* What is said of a policy for the last twelve weeks, next to what it really did in them. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const step = (trigger: object, action: string, more: object = {}) => ({ trigger, action, ...more })
const inARow = (weeks: number) => ({ kind: 'missed_in_a_row', weeks })
const ofLast = (missed: number, of: number) => ({ kind: 'missed_of_last', missed, of })
const ladders: Record<string, { steps: object[]; makingUpReinstates?: boolean; talks?: number[] }> = {
  'in a row': {
    steps: [
      step({ kind: 'behind_pace', atFraction: 0.6 }, 'remind'),
      step(inARow(1), 'nudge'),
      step(inARow(2), 'warn', { copyTo: ['coach'] }),
      step(inARow(3), 'propose_suspension'),
    ],
  },
  'of the last': {
    steps: [step(ofLast(1, 3), 'nudge'), step(ofLast(2, 4), 'warn'), step(ofLast(4, 6), 'propose_suspension')],
  },
  automatic: { steps: [step(inARow(1), 'nudge'), step(inARow(2), 'warn'), step(inARow(3), 'suspend')] },
  'automatic, and made up for': {
    steps: [
      step({ kind: 'behind_pace', atFraction: 0.3 }, 'remind'),
      step(inARow(1), 'nudge'),
      step(inARow(2), 'warn'),
      step(inARow(3), 'suspend'),
    ],
    makingUpReinstates: true,
    talks: [3, 0, 2, 1, 3, 3, 0, 1, 3, 3, 0, 2],
  },
  'with a day of heads-up, and reminders in every room there is': {
    steps: [
      ...[0.1, 0.45, 0.9].map((atFraction) => step({ kind: 'behind_pace', atFraction }, 'remind')),
      step(inARow(1), 'nudge'),
    ],
  },
}

/** What became of the twelve weeks from March 2 on, by their talks a week. */
const usualTalks = [3, 1, 3, 0, 2, 3, 3, 0, 1, 0, 2, 3]

it.each(Object.entries(ladders))(
  'a ladder of weeks %s: the same steps, at the same instants',
  async (_name, { talks = usualTalks, ...ladder }) => {
    const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
    const {
      version: _v,
      inForceSince: _s,
      ...usual
    } = await ada.read<Record<string, unknown>>('/v1/enforcement-policy')
    const policy = { ...usual, ...ladder, recoverAfterMetWeeks: 2 }
    const written = await ada.call('PUT', '/v1/enforcement-policy', policy)
    expect(written.statusCode, written.body).toBe(200)
    for (const [week, count] of talks.entries()) {
      for (let talk = 0; talk < count; talk += 1) {
        const at = new Date(Date.parse('2026-03-03T09:00:00Z') + (7 * week + 2 * talk) * 86_400_000).toISOString()
        await ada.goTo(at)
        await ada.log(at)
      }
    }
    await ada.goTo('2026-05-25T07:00:00Z')
    const before = await fingerprint(api.database.admin)
    const simulated = await ada.call('POST', '/v1/enforcement-policy/simulate', { policy, clientId: ada.clientId })
    expect(simulated.statusCode, simulated.body).toBe(200)
    expect(await fingerprint(api.database.admin)).toEqual(before)
    const [would] = simulated.json<{ clients: { steps: { action: string; at: string; week: string | null; endedAt: string | null }[]; standing: string }[] }>().clients // prettier-ignore
    const taken = await stepsOf(ada)
    expect(would!.steps.map(({ action, at, week }) => ({ action, at, week }))).toEqual(taken)
    expect(taken.length).toBeGreaterThan(5)
    expect(would!.steps.flatMap(({ endedAt }) => endedAt ?? [])).toEqual(await endsOf(ada))
    if (ladder.makingUpReinstates) expect(await endsOf(ada)).toHaveLength(1)
    expect(would!.standing).toBe(await ada.standing())
  },
)

/** What the ladder took, and what it proposed, in the order in which it happened. */
async function stepsOf(ada: Climber) {
  const { rows } = await api.database.admin.query<{ action: string; at: Date; week: string | null }>(
    `select action, coalesce(taken_at, created_at) as at, week::text from escalations
      where practice_id = $1 and (taken_at is not null or action = 'propose_suspension') order by 2, created_at, id`,
    [ada.practice.practiceId],
  )
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }))
}

/** When suspensions ended. */
async function endsOf(ada: Climber) {
  const { rows } = await api.database.admin.query<{ at: Date }>(
    `select ended_at as at from escalations where practice_id = $1 and ended_at is not null order by 1`,
    [ada.practice.practiceId],
  )
  return rows.map(({ at }) => at.toISOString())
}
