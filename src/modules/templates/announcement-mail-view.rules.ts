import { counted, validFor } from './calendar-words.rules.ts'
import type { ReportFacts, ReviewFacts } from './announcement-mail-facts.rules.ts'
import { webAddress } from './letter-blocks.rules.ts'
import { asName, oneLine } from './plain-words.rules.ts'
import type { View } from './view.rules.ts'

/** As many names as somebody reads. */
const namesShown = 12

/** What the mail that asks for approval may say. */
export function reviewView(facts: ReviewFacts): View {
  const { notes, calls, others, toLookAt } = facts
  const parts = [
    notes > 0 && `${counted(notes, 'note')} to send`,
    calls > 0 && `${counted(calls, 'call')} to make`,
    others > 0 && `${counted(others, 'letter')} to send yourself`,
  ].filter((part) => part !== false)
  return {
    client_first_name: asName(facts.clientFirstName),
    coach_name: asName(facts.coachName),
    link: webAddress(facts.link),
    valid_for: validFor(facts.validMinutes),
    people: peopleInWords(notes + calls + others),
    parts: inSentence(parts),
    to_look_at: toLookAt > 0 ? peopleInWords(toLookAt) : undefined,
    one_to_look_at: toLookAt === 1,
    both_approve: facts.bothApprove === true,
    story: oneLine(facts.story),
  }
}

/** What the mail that reports on an announcement may say. */
export function reportView(facts: ReportFacts): View {
  const { toCall = [], toldNames = [], told, excused, offeredHelp } = facts
  const calls = toCall.flatMap(({ name, phone }) => {
    const known = asName(name)
    return known ? [{ name: known, phone: oneLine(phone) }] : []
  })
  const names = toldNames.flatMap((name) => asName(name) ?? [])
  const others = told - Math.min(names.length, namesShown)
  return {
    first_name: asName(facts.firstName),
    client_name: asName(facts.clientName),
    coach_name: asName(facts.coachName),
    for_coach: facts.forCoach,
    complete: facts.complete,
    total: facts.total,
    told,
    told_names: inSentence([...names.slice(0, namesShown), ...(others > 0 ? [counted(others, 'other')] : [])]),
    excused: excused > 0 ? peopleInWords(excused) : undefined,
    one_excused: excused === 1,
    pending: facts.pending > 0 ? peopleInWords(facts.pending) : undefined,
    one_pending: facts.pending === 1,
    offered_help: offeredHelp > 0 ? peopleInWords(offeredHelp) : undefined,
    calls: calls.length > 0 ? calls.slice(0, namesShown) : undefined,
    more_calls: calls.length > namesShown ? calls.length - namesShown : undefined,
    story: oneLine(facts.story),
  }
}

const peopleInWords = (count: number): string => counted(count, 'person').replace(/persons$/, 'people')

const inSentence = (parts: string[]): string | undefined =>
  parts.length > 0 ? new Intl.ListFormat('en').format(parts) : undefined
