import { counted, dayInWords, readDate } from './calendar-words.rules.ts'
import { asName, asPhrase, oneLine } from './plain-words.rules.ts'
import type { AccountFact, LadderFacts } from './ladder-facts.rules.ts'
import { webAddress } from './letter-blocks.rules.ts'
import type { Style, View } from './view.rules.ts'

/** What the templates of the ladder may say. What is undefined, they do not see. */
export function ladderView(facts: LadderFacts, { locale, language }: Style): View {
  const writtenOn = readDate(facts.writtenOn)
  const day = (date: string | null | undefined) => {
    const read = readDate(date)
    return read && writtenOn && dayInWords(read, { writtenOn, locale, language })
  }
  const commitments = facts.accounts.flatMap((account) => commitmentView(account, facts.writtenOn, day))
  const titles = [...new Set(commitments.map(({ title }) => title))]
  const people = (facts.people ?? []).flatMap((name) => asName(name) ?? [])
  return {
    client_first_name: asName(facts.clientFirstName),
    client_name: asName(facts.clientName),
    coach_name: asName(facts.coachName),
    commitments: commitments.length > 0 ? commitments : undefined,
    agreed: titles.map((title) => `“${title}”`).join(' and '),
    several_titles: titles.length > 1 || undefined,
    span: spanOf(facts.accounts),
    people: people.length > 0 ? people.join(' and ') : undefined,
    one_person: people.length === 1 || undefined,
    next_step: oneLine(facts.nextStep),
    next_end: day(facts.nextEndsOn),
    log_until: day(facts.logUntil),
    takes_effect: day(facts.takesEffectOn),
    goes_out: oneLine(facts.goesOut),
    recovery: oneLine(facts.recovery),
    makes_up: facts.makesUp || undefined,
    by_hand: facts.byHand || undefined,
    reason: asPhrase(facts.reason),
    action_link: webAddress(facts.actionLink),
    log_link: webAddress(facts.logLink),
    break_link: webAddress(facts.breakLink),
    excuse_link: webAddress(facts.excuseLink),
    starts_on: day(facts.startsOn),
    ends_on: day(facts.endsOn),
    what: oneLine(facts.what),
  }
}

function commitmentView(account: AccountFact, writtenOn: string, day: (date: string) => string | undefined) {
  const title = asPhrase(account.title)
  const when = `${spans[account.period]}${day(account.startsOn)}`
  const runs = account.lastDay >= writtenOn
  return title
    ? [
        {
          title,
          done: listed(account.done),
          missing: listed(account.missing),
          until: `${day(account.lastDay)}, 23:59`,
          each: rhythms[account.period],
          share: listed(account.share ?? []),
          part: account.daysAsked === undefined ? undefined : counted(account.daysAsked, 'day'),
          runs: runs || undefined,
          when,
          occasion: runs ? `So far, until ${day(account.lastDay)}` : upperFirst(when),
        },
      ]
    : []
}

/** What a subject calls the time that a letter is about; undefined where it has no such word. */
function spanOf(accounts: readonly AccountFact[]): string | undefined {
  const [kind, ...others] = new Set(accounts.map(({ period }) => period))
  return others.length === 0 && (kind === 'week' || kind === 'month') ? kind : undefined
}

const spans = {
  day: '',
  week: 'the week from ',
  fortnight: 'the two weeks from ',
  month: 'the month from ',
  once: 'the time from ',
}

const rhythms = {
  day: 'every day',
  week: 'every week',
  fortnight: 'every two weeks',
  month: 'every month',
  once: 'in all',
}

/** "2 conversations, 1 with somebody new": the noun of one item is not said again in the next. */
const listed = (items: readonly string[]): string | undefined =>
  oneLine(
    items
      .map((item, index) => {
        const [, noun] = /^\d+(?: of \d+)? (\p{L}+)/u.exec(items[index - 1] ?? '') ?? []
        return noun
          ? item.replace(new RegExp(`^(\\d+(?: of \\d+)?) ${noun.replace(/s$/, '')}s? (?=\\S)`, 'u'), '$1 ')
          : item
      })
      .join(', '),
  )

const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
