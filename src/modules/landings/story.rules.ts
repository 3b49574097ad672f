import { asPhrase, oneLine } from '../templates/plain-words.rules.ts'

/** What was done with somebody, or with a chain of people: counts and minutes. */
export interface Effort {
  calls: number
  emails: number
  meetings: number
  minutes: number
}

export interface StoryFacts {
  clientFirstName: string
  position: string
  company: string
  /** From the person it began with to the person who told of the job. */
  chain: { name: string }[]
  effort: Effort
}

/**
 * The landing in one sentence that a coach wants to frame, and what it took in a second one.
 * Without a chain it tells the landing alone; effort that was none is not mentioned.
 */
export function storySentence({ clientFirstName, position, company, chain, effort }: StoryFacts): string {
  const job = `the job of ${asPhrase(position) ?? position} at ${oneLine(company) ?? company}`
  const names = chain.map((hop) => oneLine(hop.name) ?? hop.name)
  const told =
    names.length > 0
      ? `It began with ${names.join(', who knew ')}, who told ${clientFirstName} about ${job}`
      : `${clientFirstName} landed ${job}`
  const took = effortInWords(effort)
  return [withStop(told), took].filter(Boolean).join(' ')
}

/** "Three calls, four e-mails, ninety minutes." Empty when there was nothing. */
export function effortInWords({ calls, emails, meetings, minutes }: Effort): string {
  const parts = [
    counted(calls, 'call', 'calls'),
    counted(emails, 'e-mail', 'e-mails'),
    counted(meetings, 'meeting', 'meetings'),
    counted(minutes, 'minute', 'minutes'),
  ].filter((part) => part !== undefined)
  if (parts.length === 0) return ''
  const sentence = parts.join(', ')
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}

const counted = (count: number, one: string, many: string) =>
  count === 0 ? undefined : `${numberInWords(count)} ${count === 1 ? one : many}`

const small = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
] // prettier-ignore
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** Words to ninety-nine, digits with thousands parted above. */
function numberInWords(count: number): string {
  if (count > 99) return count.toLocaleString('en')
  if (count < 20) return small[count]!
  const unit = count % 10
  return unit === 0 ? tens[Math.floor(count / 10)]! : `${tens[Math.floor(count / 10)]}-${small[unit]}`
}

/** "Holler & Co." brings its own full stop. */
const withStop = (sentence: string) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)
