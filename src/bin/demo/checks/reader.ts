import type { StoryCalendar } from '../../../modules/sandbox-story/calendar.rules.ts'
import { inWords } from '../days.ts'
import type { Advice, Conversation } from '../../../modules/sandbox-story/story.rules.ts'
import { conversations } from '../../../modules/sandbox-story/conversations.rules.ts'
import { search } from '../../../modules/sandbox-story/job.rules.ts'
import { type Name, person } from '../../../modules/sandbox-story/people.rules.ts'

/** What the story knows of somebody, worked out from it alone: what Cadre says is held against this. */
export interface Reader {
  name: Name
  firstName: string
  insider: boolean
  advice: Advice[]
  introduced: Name[]
  /** Conversations that they took part in, in this search. */
  times: number
  /** The month of the first of these, such as `April`. */
  since: string | undefined
  monthsUntilLanding: number
}

export function readerOf(name: Name, calendar: StoryCalendar): Reader {
  const own = conversations
    .filter((one) => one.with.includes(name) && one.daysAgo <= search.startedDaysAgo)
    .toSorted((a, b) => b.daysAgo - a.daysAgo)
  const together = own.filter(tookPart)
  const first = together[0]
  return {
    name,
    firstName: name.split(' ')[0]!,
    insider: person(name).ending === 'insider_note',
    advice: own.flatMap((one) => one.advice?.[one.with.indexOf(name)] ?? []),
    introduced: own.flatMap((one) => (one.introduces && one.with[0] === name ? [one.introduces] : [])),
    times: together.length,
    since: first && inWords(calendar.day(first.daysAgo), { month: 'long' }),
    monthsUntilLanding: first ? first.daysAgo / 30.4 : 0,
  }
}

/** Who was only written to has not given any time. */
const tookPart = ({ type, direction }: Conversation) =>
  ['call', 'video_call', 'meeting', 'event'].includes(type) || direction !== 'outbound'
