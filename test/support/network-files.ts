import fc from 'fast-check'
import type { NetworkFile } from './network-content.ts'

/* Networks as an export would write them, of people who are told apart by their names. */

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })
const odd = ['זאת היא “שירה”', '=1+1', "'quoted", 'two\nlines', '👩‍👩‍👧‍👦 {a}, [b]: "c"\\', '**CLEAR**', 'null']
/** As it is after the API took it: trimmed, without what cannot be stored. */
const text = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom(...odd))
  .map((value) => value.replaceAll('\u0000', '').trim() || 'x')
const line = text.map((value) => value.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, '').trim() || 'x')
const dayAt = (number: number) => new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10)
/** All of them have been. */
const dayNumber = fc.nat(2100)
const day = dayNumber.map(dayAt)
const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2025, 8, 1) }).map((at) => new Date(at).toISOString()),
  // Some are alike.
  fc.constant('2025-05-05T10:00:00.123Z'),
)
const steps = fc.array(fc.integer({ min: 1, max: 1830 }), { minLength: 1, maxLength: 3 })
const cadence = fc.record({ status: fc.constantFrom('active', 'paused', 'off'), stepsDays: orNull(steps) })
const rule = fc.record({ status: fc.constantFrom('active', 'paused', 'off'), stepsDays: steps })
const advice = fc.record({ about: line, helped: orNull(line), words: orNull(text), quotable: fc.boolean() })

const person = fc.record({
  name: line,
  email: orNull(fc.constantFrom('a', 'Zoe.B', 'c+d')),
  phone: orNull(line),
  company: orNull(line),
  title: orNull(line),
  profileUrl: orNull(fc.constantFrom('https://people.example/x?y=1', 'http://xn--bcher-kva.example/')),
  location: orNull(line),
  timeZone: orNull(fc.constantFrom('Asia/Jerusalem', 'Pacific/Apia')),
  tier: fc.constantFrom('inner', 'active', 'extended'),
  tags: fc.subarray(['met at a fair', 'a, b', 'c;"d"', '\\', 'ÉTÉ']),
  preferredChannel: orNull(fc.constantFrom('email', 'call')),
  howMet: orNull(text),
  notes: orNull(text),
  thingsToRemember: orNull(text),
  doNotContact: fc.boolean(),
  followUpChosenOn: orNull(fc.constantFrom('2031-02-28', '2024-02-29')),
  cadence: orNull(fc.tuple(cadence, day).map(([own, setOn]) => ({ ...own, setOn }))),
})
const opportunity = fc.record({
  company: fc.constantFrom('Helio Works', 'Alder & Finch'),
  role: fc.constantFrom('Chief', 'Head of Ölmühle'),
  source: fc.constantFrom('contact', 'job_board', 'recruiter', 'employer', 'other'),
  status: fc.constantFrom('lead', 'applied', 'interviewing', 'offer', 'accepted', 'declined', 'lost'),
  notes: orNull(text),
})
const interview = fc.record({ round: fc.integer({ min: 1, max: 3 }), occurredAt: instant, outcome: orNull(text) })
const interaction = fc.record({
  type: fc.constantFrom('call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event'),
  direction: orNull(fc.constantFrom('outbound', 'inbound', 'mutual')),
  occurredAt: instant,
  minutes: orNull(fc.nat(1440)),
  summary: orNull(text),
  outcome: orNull(text),
})
const policy = fc.record({
  maxFollowUpsPerWeek: fc.integer({ min: 1, max: 100 }),
  resetBy: orNull(fc.subarray(['call', 'email', 'meeting'], { minLength: 1 })),
  everybody: orNull(rule),
  tiers: fc.record({ inner: orNull(rule), active: orNull(rule), extended: orNull(rule) }),
  tags: fc.array(rule.map((one) => ({ ...one, tag: 'met at a fair' })), { maxLength: 1 }), // prettier-ignore
})

let ids = 0
const withId = <Row>(row: Row) => ({ id: `01890000-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`, ...row })

/** A whole network; the same things may be in it more than once. */
export function aNetwork(given: fc.GeneratorValue): NetworkFile {
  const some = <T>(arbitrary: fc.Arbitrary<T>, [minLength, maxLength]: [number, number]) =>
    given(() => fc.array(arbitrary, { minLength, maxLength }))
  const oneOf = <T>(those: T[]): T => those[given(() => fc.nat(those.length - 1))]!
  const oneOrNone = <T>(those: T[]): T | undefined => (those.length > 0 && given(fc.boolean) ? oneOf(those) : undefined)
  const fewOf = <T>(those: T[]): T[] =>
    given(() => fc.subarray(those, { minLength: 1, maxLength: Math.min(3, those.length) }))

  const contacts = some(person, [2, 8]).map(({ name, email, ...rest }, index) =>
    withId({ ...rest, name: `${name} ${index}`, email: email && `${email}${index}@people.example` }),
  )
  const borders = [...new Set(some(dayNumber, [0, 4]))].toSorted((a, b) => a - b).map(dayAt) // prettier-ignore
  const goesOn = given(fc.boolean)
  const searches = borders.slice(0, -1).map((startedOn, index) => {
    const isActive = goesOn && index === borders.length - 2
    const status = isActive ? 'active' : index === 0 ? 'landed' : 'withdrawn'
    return withId({
      title: given(() => orNull(line)),
      status,
      startedOn,
      endedOn: isActive ? null : borders[index + 1]!,
    })
  })
  const opportunities = (searches.length > 0 ? some(opportunity, [0, 4]) : []).map((facts) => {
    const isNamed =
      facts.source === 'contact' || (['recruiter', 'employer'].includes(facts.source) && given(fc.boolean))
    return withId({ ...facts, searchId: oneOf(searches).id, sourceContactId: isNamed ? oneOf(contacts).id : null })
  })
  const interviews = (opportunities.length > 0 ? some(interview, [0, 3]) : []).map((facts) => {
    const known = fewOf(contacts).map(({ id: contactId, name }) => ({ name, role: null, contactId }))
    const interviewers = [...known, { name: 'A stranger', role: 'Head', contactId: null }]
    return withId({ ...facts, opportunityId: oneOf(opportunities).id, interviewers })
  })
  const interactions = some(interaction, [0, 8]).map((facts) => {
    const lead = oneOrNone(opportunities)
    const there = fewOf(contacts).map(({ id: contactId, name }) => ({
      contactId,
      name,
      advice: given(() => orNull(advice)),
    }))
    const searchId = lead?.searchId ?? oneOrNone(searches)?.id ?? null
    return withId({ ...facts, searchId, opportunityId: lead?.id ?? null, contacts: there })
  })
  const introductions = contacts.flatMap(({ id: introducedContactId }, index) => {
    const introducers = contacts.slice(0, index).filter(() => given(fc.boolean))
    const chosen = oneOrNone(introducers)
    return introducers.map((introducer) => ({
      introducerContactId: introducer.id,
      introducedContactId,
      introducedOn: given(() => day),
      interactionId: oneOrNone(interactions)?.id ?? null,
      chosen: introducer === chosen,
    }))
  })
  const helpOffers = some(orNull(text), [0, 4]).map((what) => {
    const status = given(() => fc.constantFrom('open', 'taken_up', 'fulfilled', 'withdrawn'))
    const [on, taken, fulfilled] = given(() => fc.tuple(dayNumber, dayNumber, dayNumber)).toSorted((a, b) => a - b) // prettier-ignore
    const isTaken = status === 'taken_up' || (status !== 'open' && given(fc.boolean))
    return {
      contactId: oneOf(contacts).id,
      what,
      status,
      offeredOn: dayAt(on!),
      takenUpOn: isTaken ? dayAt(taken!) : null,
      fulfilledOn: status === 'fulfilled' ? dayAt(fulfilled!) : null,
    }
  })
  const cadencePolicies = some(policy, [0, 1])
  return { contacts, searches, opportunities, interviews, interactions, introductions, helpOffers, cadencePolicies }
}
