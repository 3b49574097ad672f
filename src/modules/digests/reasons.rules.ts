import { counted, dayInWords, readDate } from '../templates/calendar-words.rules.ts'

/** What is known of a client who is on the ladder. Days are the coach's. */
export interface Slipping {
  standing: 'behind' | 'warned' | 'suspended'
  sinceOn: string
  missed: number
  judged: number
  lastTalkOn: string | null
  today: string
}

const standings = {
  behind: 'behind',
  warned: 'warned',
  suspended: 'suspended',
}

/** Why a coach should look at somebody: where they stand, and what it rests on. */
export function slippingReason({ standing, sinceOn, missed, judged, lastTalkOn, today }: Slipping): string {
  const day = (date: string) =>
    dayInWords(readDate(date)!, { writtenOn: readDate(today)!, locale: 'en', language: 'en' })
  const parts = [
    `${standings[standing]} since ${day(sinceOn)}`,
    ...(missed > 0 ? [missedWords(missed, judged)] : []),
    lastTalkOn ? `last conversation on ${day(lastTalkOn)}` : 'no conversation yet',
  ]
  return parts.join('; ')
}

const missedWords = (missed: number, judged: number): string =>
  `missed ${missed < judged ? `${inWords(missed)} of ${inWords(judged)}` : allOf(judged)} in the last four weeks`

const allOf = (judged: number): string =>
  judged === 1 ? 'the only period' : judged === 2 ? 'both periods' : `all ${counted(judged, 'period')}`
const inWords = (count: number): string => counted(count, '').trim().replace(/s$/, '')

const decisions: Record<string, string> = {
  remind: 'a reminder is held',
  nudge: 'a nudge is held',
  warn: 'a warning is held',
  propose_suspension: 'a proposal to suspend is held',
  suspend: 'a suspension is held',
}

/** Titles name the client, who stands before these. */
const tasks: Record<string, string> = {
  suspension: 'stop for now, or go on',
  dispute: 'disputes a verdict',
  undelivered_warning: 'your last mail did not reach them in time; talk to them',
  paused_announcement: 'their announcement has paused itself',
}

/** What there is to decide, from a task's title or the action of a step that is held. */
export const decisionWords = ({ kind, title }: { kind: string; title: string }): string =>
  kind === 'held' ? (decisions[title] ?? 'a step is held') : (tasks[kind] ?? title)
