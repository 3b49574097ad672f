import type { Temporal } from 'temporal-polyfill'
import { adviceWords } from './advice-words.rules.ts'
import { dayInWords, monthInWords, readDate } from './calendar-words.rules.ts'
import { companyWords } from './company-words.rules.ts'
import { asName, asPhrase, oneLine } from './plain-words.rules.ts'
import type { CallScriptFacts } from './template-facts.rules.ts'
import type { Style, View } from './view.rules.ts'

/** What the templates about a landing may say, as the words they say it in. What is undefined, they do not see. */
export function announcementView(facts: CallScriptFacts, { locale, language }: Style): View {
  const startsOn = readDate(facts.startsOn)
  const writtenOn = readDate(facts.writtenOn)
  if (!writtenOn) throw new TypeError(`writtenOn is not a date: ${facts.writtenOn}`)
  const advice = adviceWords(facts.advice ?? [])
  return {
    contact_first_name: asName(facts.contactFirstName),
    client_name: asName(facts.clientName),
    position: asName(facts.position),
    company: asName(facts.company),
    ...companyWords(facts.companyDescription),
    starts_on: startsOn && dayInWords(startsOn, { writtenOn, locale, language }),
    started: startsOn !== undefined && startsOn.since(writtenOn).sign < 0,
    ...introductionWords(facts),
    job_came_through_you: facts.jobCameThroughThem === true,
    advice,
    ...timeTogether(facts, writtenOn, advice.length > 0),
    insider: facts.insider === true,
    interviewed: facts.interviewed === true,
    phone: oneLine(facts.phone),
  }
}

/** How long is said only of somebody who was there more than once: one call in March is not help since March. */
function timeTogether(facts: CallScriptFacts, writtenOn: Temporal.PlainDate, advised: boolean): View {
  const first = readDate(facts.firstInTouchOn)
  const often = facts.timesInTouch > 1 ? facts.helpedFor : undefined
  return {
    in_touch: facts.timesInTouch > 0 || advised,
    in_month: first && monthInWords(first, writtenOn),
    helped_for: asPhrase(often?.for),
    helped_since: asPhrase(often?.since),
  }
}

function introductionWords({ introductions = [] }: CallScriptFacts): View {
  const names = (ledToJob: boolean) => {
    const people = introductions.filter((one) => one.ledToJob === ledToJob).flatMap((one) => asName(one.to) ?? [])
    return people.length > 0 ? new Intl.ListFormat('en').format(people) : undefined
  }
  return { introduced_on_the_way: names(true), introduced: names(false) }
}
