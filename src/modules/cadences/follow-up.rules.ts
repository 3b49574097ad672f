import { dayNumber, dayOfNumber } from '../../infra/time/calendar.ts'

/*
 * When a contact should hear from the client again: a function of what happened and of the steps of their cadence, so
 * that whatever is edited, deleted or logged late is worked out anew. Days are the client's.
 */

/** What happened with a contact, as far as their cadence goes. */
export interface History {
  addedOn: string
  /** Days on which they were in touch in a way that counts, in their order. */
  spokenOn: readonly string[]
  /** The latest news of a landing that they were to be told: on that day, or since it was known. It counts once. */
  news: { on: string; soon: boolean } | null
  /** Since when a cadence of their own holds. */
  setOn: string | null
  /** A day chosen by hand; it holds until they are in touch after the other one, by default when they were added. */
  chosen: { on: string; after: string | null } | null
}

export interface FollowUp {
  /** The last time that counts; for somebody never spoken with the day they were added. */
  since: string
  /** Which step runs, from 0. */
  step: number
  everyDays: number
  idealOn: string
  latestOn: string
  /** Where a week is full, it may be moved this far ahead. */
  earliestOn: string
  /** They helped to find a job, or are close: the first time after its news comes within 30 days. */
  soon: boolean
  /** The first days on which the relationship is no more than cooling, and no more than dormant. */
  coolingOn: string
  dormantOn: string
}

/** After its news, those who come first are called within so many days, not before so many. */
const soonDays = 30
const soonestDays = 7

/** How many days after the ideal one are still well. */
const slackOf = (everyDays: number): number => Math.max(7, Math.floor(everyDays / 4))

/**
 * The present state of a cadence. Being in touch begins the time anew; the step stretches when at least half of it had
 * passed, so that a month of calls in a search is one step and not ten. News of a landing begins again at the first.
 *
 * @param steps days from one time to the next; at least one
 */
export function followUpOf(history: History, steps: readonly number[]): FollowUp {
  const { at: begin, soon } = beginOf(history)
  const daysOf = (step: number) => steps[Math.min(step, steps.length - 1)]!
  const firstDays = soon ? Math.min(soonDays, daysOf(0)) : daysOf(0)
  let state = { since: begin, step: 0, everyDays: firstDays, soon }
  for (const day of history.spokenOn) {
    const spoken = dayNumber(day)
    if (spoken <= state.since) continue
    const stretches = 2 * (spoken - state.since) >= state.everyDays
    // Whose first call came sooner than their steps say has those still before them.
    const step = stretches && state.everyDays >= daysOf(state.step) ? state.step + 1 : state.step
    state = { since: spoken, step, everyDays: daysOf(step), soon: false }
  }
  return { ...state, since: dayOfNumber(state.since), ...daysAfter(state, history), ...fading(state) }
}

/** Where the steps begin: with the latest news or the cadence of one's own, else when they got to know each other. */
function beginOf({ addedOn, spokenOn, news, setOn }: History): { at: number; soon: boolean } {
  if (news && !(setOn && setOn > news.on)) return { at: dayNumber(news.on), soon: news.soon }
  if (!setOn) return { at: dayNumber([addedOn, ...spokenOn].toSorted()[0]!), soon: false }
  const before = [...spokenOn.filter((day) => day <= setOn), ...(news ? [news.on] : [])].toSorted().at(-1)
  return { at: dayNumber(before ?? setOn), soon: false }
}

function daysAfter(
  { since, everyDays, soon }: { since: number; everyDays: number; soon: boolean },
  { chosen, addedOn }: History,
): Pick<FollowUp, 'idealOn' | 'latestOn' | 'earliestOn'> {
  if (chosen && since <= dayNumber(chosen.after ?? addedOn)) {
    return { idealOn: chosen.on, latestOn: chosen.on, earliestOn: chosen.on }
  }
  const ideal = since + everyDays
  const days = soon
    ? { latest: ideal, earliest: since + Math.min(soonestDays, everyDays) }
    : { latest: ideal + slackOf(everyDays), earliest: ideal }
  return { idealOn: dayOfNumber(ideal), latestOn: dayOfNumber(days.latest), earliestOn: dayOfNumber(days.earliest) }
}

/** Whoever is not called in time, whatever the plan made of it, is cooling; dormant is who is not called for a whole step more. */
function fading({ since, everyDays }: { since: number; everyDays: number }): Pick<FollowUp, 'coolingOn' | 'dormantOn'> {
  const cooling = since + everyDays + slackOf(everyDays) + 1
  return { coolingOn: dayOfNumber(cooling), dormantOn: dayOfNumber(cooling + everyDays) }
}

export const dormancies = ['active', 'cooling', 'dormant'] as const
export type Dormancy = (typeof dormancies)[number]

/** How much of a relationship is left on a day, by its own cadence. (The lists of contacts ask the same in SQL.) */
export const dormancyOf = (
  { coolingOn, dormantOn }: Pick<FollowUp, 'coolingOn' | 'dormantOn'>,
  today: string,
): Dormancy => (today < coolingOn ? 'active' : today < dormantOn ? 'cooling' : 'dormant')
