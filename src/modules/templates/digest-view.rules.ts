import { counted, dayInWords, readDate } from './calendar-words.rules.ts'
import type { ClientDigestFacts, CoachDigestFacts, DigestBarFact, DigestPersonFact } from './digest-facts.rules.ts'
import { mailAddress, phoneAddress, webAddress } from './letter-blocks.rules.ts'
import { asName, asPhrase, oneLine } from './plain-words.rules.ts'
import type { Style, View } from './view.rules.ts'

/** What a client's digest may say. What is undefined, its template does not see. */
export function clientDigestView(facts: ClientDigestFacts, style: Style): View {
  const day = dayWriter(facts.writtenOn, style)
  const people = facts.people.flatMap((one) => {
    const [name, why] = [asName(one.name), oneLine(one.why)]
    if (!name || !why) return []
    return {
      name,
      why,
      ...reachOf(one),
      job: asPhrase(one.job),
      last_talk: asPhrase(one.lastTalk),
      advice: asPhrase(one.advice),
      remember: asPhrase(one.remember),
      done_link: webAddress(one.doneLink),
      log_link: webAddress(one.logLink),
      later_link: webAddress(one.laterLink),
    }
  })
  return {
    client_first_name: asName(facts.clientFirstName),
    coach_name: asName(facts.coachName),
    people: filled(people),
    one_person: people.length === 1 || undefined,
    how_many: upperFirst(counted(people.length, 'person').replace('persons', 'people')),
    calls: filled(
      facts.calls.flatMap(({ name, phone, toldLink }) => {
        const who = asName(name)
        const link = phoneAddress(phone)
        return who ? { who, phone: link && oneLine(phone), phone_link: link, told_link: webAddress(toldLink) } : []
      }),
    ),
    bars: filled(facts.bars.map((one) => ({ bar: barOf(one), done: oneLine(one.done), until: day(one.until) }))),
    introductions: filled(
      facts.deeds.flatMap((deed) => {
        const [by, to] = deed.kind === 'introduced' ? [asName(deed.by), asName(deed.to)] : []
        return by && to ? { by, to } : []
      }),
    ),
    leads: filled(
      facts.deeds.flatMap((deed) => {
        if (deed.kind !== 'told_of') return []
        const [by, role, company] = [asName(deed.by), asPhrase(deed.role), asName(deed.company)]
        return by && role && company ? { by, role, company } : []
      }),
    ),
    deeds: facts.deeds.length > 0 || undefined,
    story: oneLine(facts.story),
    becomes_quarterly: facts.becomesQuarterly || undefined,
    landing_link: webAddress(facts.landingLink),
    break_link: webAddress(facts.breakLink),
    search_link: webAddress(facts.searchLink),
    export_link: webAddress(facts.exportLink),
    stop_link: webAddress(facts.stopLink),
  }
}

function reachOf({ phone, email }: DigestPersonFact): View {
  const byPhone = phoneAddress(phone)
  if (byPhone) return { reach: oneLine(phone), reach_link: byPhone }
  const byMail = mailAddress(email)
  return byMail ? { reach: oneLine(email), reach_link: byMail } : {}
}

/** What a coach's digest may say. */
export function coachDigestView(facts: CoachDigestFacts, style: Style): View {
  const day = dayWriter(facts.writtenOn, style)
  const named = <One extends { clientName: string }>(all: readonly One[], tell: (one: One) => View) =>
    filled(
      all.flatMap((one) => {
        const client = asName(one.clientName)
        return client ? { client, ...tell(one) } : []
      }),
    )
  return {
    coach_first_name: asName(facts.coachFirstName),
    decisions: named(facts.decisions, ({ what, since, decideLink }) => ({ what: asPhrase(what) ?? 'something to decide', since: day(since), decide_link: webAddress(decideLink) })), // prettier-ignore
    slipping: named(facts.slipping, ({ reason }) => ({ reason: asPhrase(reason) })),
    at_risk: named(facts.atRisk, ({ reason }) => ({ reason: asPhrase(reason) })),
    coverage: named(facts.coverage, ({ settled, total, callsDue }) => ({
      calls: callsDue > 0 ? counted(callsDue, 'call') : undefined,
      bar: barOf({ achieved: settled, target: total }),
      settled,
      total,
    })),
    landings: named(facts.landings, ({ position, company }) => ({ position: asPhrase(position), company: asName(company) })), // prettier-ignore
    kept_word: filled(facts.keptWord.flatMap((name) => asName(name) ?? []))?.join(', '),
    stop_link: webAddress(facts.stopLink),
  }
}

const longestBar = 10

/** "■■□": what is done of it, and what is not. The words beside it say the same, so programs that read aloud leave it out. */
function barOf({ achieved, target }: Pick<DigestBarFact, 'achieved' | 'target'>): string {
  const length = Math.max(3, Math.min(longestBar, target))
  const share = target === 0 ? 1 : Math.min(1, achieved / target)
  const done = Math.floor(share * length)
  return '■'.repeat(done) + '□'.repeat(length - done)
}

const filled = <T>(all: T[]): T[] | undefined => (all.length > 0 ? all : undefined)

const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function dayWriter(writtenOn: string, { locale, language }: Style): (date: string | null) => string | undefined {
  const written = readDate(writtenOn)
  return (date) => {
    const read = readDate(date)
    return read && written && dayInWords(read, { writtenOn: written, locale, language })
  }
}
