import { daysBetween } from '../../infra/time/calendar.ts'
import { dayInWords, readDate, rhythmInWords, spanInWords } from '../templates/calendar-words.rules.ts'

/** What makes a follow-up due. Days are the client's. */
export interface Reasons {
  today: string
  locale: string
  since: string
  everyDays: number
  idealOn: string
  latestOn: string
  chosenOn: string | null
  toldOn: string | null
  addedOn: string
  lastTalk: { type: string; on: string } | null
}

const talks: Record<string, string> = {
  call: 'call',
  video_call: 'video call',
  email: 'e-mail',
  meeting: 'meeting',
  message: 'message',
  letter: 'letter',
  event: 'event',
}

/**
 * Why somebody should hear from the client now, in a sentence or two for the client.
 *
 * @param turn chooses among the ways to say it, so that a list of people does not repeat one sentence
 */
export function whyNow(reasons: Reasons, turn = 0): string {
  const { today, since, everyDays, idealOn, latestOn, chosenOn, toldOn, addedOn, lastTalk } = reasons
  const day = (date: string) => dayWords(date, reasons)
  const oneOf = (...ways: string[]) => ways[turn % ways.length]!
  if (chosenOn === idealOn)
    return `You chose ${day(idealOn)} for this${lastTalk ? `; you last talked on ${day(lastTalk.on)}` : ''}.`
  if (toldOn === since && (!lastTalk || lastTalk.on <= toldOn))
    return oneOf(
      `You told them your news on ${day(toldOn)}, and have not talked since.`,
      `They have known your news since ${day(toldOn)}. How are they?`,
      `No word since your news of ${day(toldOn)}.`,
    )
  if (lastTalk && lastTalk.on === since) {
    const days = daysBetween(since, today)
    if (days < 1) return 'You talked today.'
    const talk = talks[lastTalk.type]
    const [ago, called] = [spanInWords(days), talk ?? 'talk']
    const said = oneOf(
      `You last talked ${ago} ago, in ${anOr(called)} ${called} on ${day(since)}`,
      `Your last ${called} was on ${day(since)}, ${ago} ago`,
      `${upperFirst(ago)} since your ${called} on ${day(since)}`,
    )
    return latestOn < today ? `${said}; you meant to talk ${rhythmInWords(everyDays)}.` : `${said}.`
  }
  if (!lastTalk)
    return oneOf(
      `You have not talked since you added them on ${day(addedOn)}.`,
      `In your network since ${day(addedOn)}, and you have not talked yet.`,
    )
  return `You want to be in touch ${rhythmInWords(everyDays)}, counted from ${day(since)}.`
}

const anOr = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a')
const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

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
