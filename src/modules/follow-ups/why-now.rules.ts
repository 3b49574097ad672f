import { daysBetween } from '../../infra/time/calendar.ts'
import { counted, dayInWords, readDate } from '../templates/calendar-words.rules.ts'

/** What makes a follow-up due. Days are the client's. */
export interface Reasons {
  today: string
  locale: string
  since: string
  everyDays: number
  idealOn: string
  chosenOn: string | null
  toldOn: string | null
  addedOn: string
  lastTalk: { type: string; on: string } | null
}

const talks: Record<string, string> = {
  call: 'a call',
  video_call: 'a video call',
  email: 'an e-mail',
  meeting: 'a meeting',
  message: 'a message',
  letter: 'a letter',
  event: 'an event',
}

/** Why somebody should hear from the client now, in a sentence or two for the client. */
export function whyNow(reasons: Reasons): string {
  const { today, since, everyDays, idealOn, chosenOn, toldOn, addedOn, lastTalk } = reasons
  const day = (date: string) => dayWords(date, reasons)
  if (chosenOn === idealOn)
    return `You chose ${day(idealOn)} for this${lastTalk ? `; you last talked on ${day(lastTalk.on)}` : ''}.`
  if (toldOn === since && (!lastTalk || lastTalk.on <= toldOn))
    return `You told them your news on ${day(toldOn)}, and have not talked since.`
  if (lastTalk && lastTalk.on === since) {
    const ago = daysBetween(since, today)
    return `You last talked ${ago < 1 ? 'today' : `${counted(ago, 'day')} ago`} (${talks[lastTalk.type] ?? 'in touch'} on ${day(since)}); your rhythm with them is ${counted(everyDays, 'day')}.`
  }
  if (!lastTalk) return `You have not talked since you added them on ${day(addedOn)}.`
  return `Your rhythm with them is ${counted(everyDays, 'day')}, and it began on ${day(since)}.`
}

const dayWords = (date: string, { today, locale }: Reasons): string =>
  dayInWords(readDate(date)!, { writtenOn: readDate(today)!, locale, language: 'en' })

const longestLine = 140

/** What a talk was about, in one line. */
export function oneLineOf(talk: { summary: string | null; outcome: string | null }): string | null {
  const [first = ''] = (talk.summary ?? talk.outcome ?? '').trim().split('\n')
  const line = first.trim()
  if (line === '') return null
  return line.length <= longestLine ? line : `${line.slice(0, longestLine - 1).trimEnd()}…`
}
