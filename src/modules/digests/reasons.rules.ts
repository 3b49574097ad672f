import { counted, dayInWords, readDate } from '../templates/calendar-words.rules.ts'

/** What is known of a client who is on the ladder. Days are the coach's. */
export interface Slipping {
  standing: 'behind' | 'warned' | 'suspension_proposed' | 'suspended'
  sinceOn: string
  missed: number
  judged: number
  lastTalkOn: string | null
  today: string
}

const standings = {
  behind: 'behind',
  warned: 'warned',
  suspension_proposed: 'waiting for your decision',
  suspended: 'suspended',
}

/** Why a coach should look at somebody: where they stand, and what it rests on. */
export function slippingReason({ standing, sinceOn, missed, judged, lastTalkOn, today }: Slipping): string {
  const day = (date: string) =>
    dayInWords(readDate(date)!, { writtenOn: readDate(today)!, locale: 'en', language: 'en' })
  const parts = [
    `${standings[standing]} since ${day(sinceOn)}`,
    ...(missed > 0 ? [`${missed} of ${counted(judged, 'period')} missed in the last four weeks`] : []),
    lastTalkOn ? `last conversation on ${day(lastTalkOn)}` : 'no conversation yet',
  ]
  return parts.join('; ')
}

const decisions: Record<string, string> = {
  remind: 'a reminder is held',
  nudge: 'a nudge is held',
  warn: 'a warning is held',
  propose_suspension: 'a proposal to suspend is held',
  suspend: 'a suspension is held',
}

/** What there is to decide, from a task's title or the action of a step that is held. */
export const decisionWords = ({ kind, title }: { kind: string; title: string }): string =>
  kind === 'held' ? (decisions[title] ?? 'a step is held') : title
