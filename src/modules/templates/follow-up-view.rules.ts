import { adviceWords } from './advice-words.rules.ts'
import { monthInWords, readDate } from './calendar-words.rules.ts'
import { asName } from './plain-words.rules.ts'
import type { FollowUpFacts } from './template-facts.rules.ts'
import type { View } from './view.rules.ts'

/** What the templates that suggest how to begin again may say. What is undefined, they do not see. */
export function followUpView(facts: FollowUpFacts): View {
  const writtenOn = readDate(facts.writtenOn)
  if (!writtenOn) throw new TypeError(`writtenOn is not a date: ${facts.writtenOn}`)
  const month = (date: string | null | undefined) => {
    const read = readDate(date)
    return read && monthInWords(read, writtenOn)
  }
  return {
    contact_first_name: asName(facts.contactFirstName),
    client_first_name: asName(facts.clientFirstName),
    talked_in: month(facts.lastTalkOn),
    advice: adviceWords(facts.advice ? [facts.advice] : [])[0],
    company: asName(facts.company),
    offered_help: facts.helpOffered === true || undefined,
  }
}
