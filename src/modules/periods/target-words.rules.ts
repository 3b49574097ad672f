import type { Interactions } from '../../infra/db/database.ts'
import type { AskedTarget, Target } from './asking.rules.ts'

/*
 * Targets as a client reads them: "2 conversations, 1 with somebody new, by Sunday 23:59".
 */

const nouns: Record<Interactions['type'], [one: string, many: string]> = {
  call: ['call', 'calls'],
  email: ['e-mail', 'e-mails'],
  meeting: ['meeting', 'meetings'],
  video_call: ['video call', 'video calls'],
  message: ['message', 'messages'],
  letter: ['letter', 'letters'],
  event: ['event', 'events'],
}

const directions = { outbound: 'that you begin', inbound: 'that others begin', mutual: 'that both sought' }

/** "3 conversations", "60 minutes of meetings", "2 new people". */
export const targetWords = (target: Target, count = target.target): string =>
  [countWords(target, count), qualifierWords(target)].filter(Boolean).join(' ')

/** What each target still needs, by itself; empty when all are met. */
export const stillNeeded = (targets: AskedTarget[], result: { achieved: number }[]): string[] =>
  missingFrom(targets, result).map(({ target, missing }) => targetWords(target, missing))

/** The same in one breath, with the hour it is needed by; undefined when all are met. */
export function stillNeededInWords(
  targets: AskedTarget[],
  result: { achieved: number }[],
  deadline: { endsAt: Date; timeZone: string; now: Date },
): string | undefined {
  const missing = missingFrom(targets, result)
  if (missing.length === 0) return undefined
  const parts = missing.map(({ target, missing: count }, index) => {
    const before = missing[index - 1]?.target
    const qualifier = qualifierWords(target)
    // "2 conversations, 1 with somebody new": the noun is not said twice.
    return before && qualifier && countWords(before, 1) === countWords(target, 1)
      ? `${count} ${qualifier}`
      : targetWords(target, count)
  })
  return [...parts, `by ${deadlineWords(deadline)}`].join(', ')
}

/** What was done, target by target: "1 of 3 conversations". */
export const doneWords = (targets: AskedTarget[], result: { achieved: number }[]): string[] =>
  targets.flatMap((target, index) => (target.expected === 0 ? [] : [doneOf(target, result[index]!.achieved)]))

const doneOf = (target: AskedTarget, achieved: number): string =>
  target.measure === 'coverage' && target.expected === 100
    ? `${achieved} % of the people told`
    : `${achieved} of ${targetWords(target, target.expected)}`

/** The last minute of a period, and its day where the weekday alone could be mistaken. */
function deadlineWords({ endsAt, timeZone, now }: { endsAt: Date; timeZone: string; now: Date }): string {
  const last = new Date(endsAt.getTime() - 60_000)
  const isNear = last.getTime() - now.getTime() < 6 * 24 * 60 * 60_000
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    ...(isNear ? {} : { day: 'numeric', month: 'long' }),
  }).format(last)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(last)
  return `${day} ${time}`
}

function missingFrom(targets: AskedTarget[], result: { achieved: number }[]) {
  return targets.flatMap((target, index) => {
    const missing = target.expected - result[index]!.achieved
    return missing > 0 ? [{ target, missing }] : []
  })
}

function countWords({ measure, types, newPeople }: Target, count: number): string {
  const number = count === 1 ? 0 : 1
  const things = (types ?? []).map((type) => nouns[type][number]).join(' or ')
  if (measure === 'coverage') return `${count} % of the people to tell`
  if (measure === 'minutes') return `${count} ${['minute', 'minutes'][number]} of ${manyOf(types)}`
  if (measure === 'people') return `${count}${newPeople ? ' new' : ''} ${['person', 'people'][number]}`
  return `${count} ${things || ['conversation', 'conversations'][number]}`
}

const manyOf = (types: Target['types']) => types?.map((type) => nouns[type][1]).join(' or ') ?? 'conversation'

function qualifierWords({ measure, types, direction, newPeople, minMinutes }: Target): string {
  const isPeople = measure === 'people'
  return [
    isPeople && types ? `in ${manyOf(types)}` : '',
    newPeople && !isPeople ? 'with somebody new' : '',
    newPeople === 'this_search' ? 'to this search' : '',
    minMinutes ? `of at least ${minMinutes} minutes` : '',
    direction ? directions[direction] : '',
  ]
    .filter(Boolean)
    .join(' ')
}
