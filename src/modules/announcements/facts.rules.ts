import type { HelpedFor } from '../templates/helped-for.rules.ts'
import { requiredFacts } from '../templates/template-facts.rules.ts'

/** The row a fact was read from. */
export interface FactSource {
  kind: 'client' | 'contact' | 'landing' | 'interaction' | 'introduction' | 'opportunity' | 'interview'
  /** null for the reader, whose id stands beside the facts and changes when contacts become one. */
  id: string | null
}

/** One thing a text may say. Without a value it is not known: a required one leaves a hole, another is not mentioned. */
export interface Fact {
  fact: string
  value: string | null
  required: boolean
  source: FactSource | null
}

/** A fact that is not what it was when somebody made the text their own. */
export interface FactChange {
  fact: string
  was: string | null
  is: string | null
}

export type TextKind = 'announcement' | 'announcement_insider' | 'call_script'

/** What there is to be said to one reader; ids name the rows it was read from. */
export interface KnownFacts {
  kind: TextKind
  clientId: string
  landingId: string
  contactFirstName: string | null
  clientName: string
  position: string
  company: string
  companyDescription: string | null
  startsOn: string
  hasStarted: boolean
  timesInTouch: number
  firstInTouchOn: string | null | undefined
  firstInteractionId: string | null
  helpedFor: HelpedFor | undefined
  advice: { about: string; helped: string | null; interactionId: string }[]
  introductions: { to: string; ledToJob: boolean; introductionId: string }[]
  opportunityId: string | null
  interviewId: string | null
  insider: boolean
  phone: string | null
}

/** Everything a text of this kind can say, known or not, each with the row that says so. */
export function listFacts(known: KnownFacts): Fact[] {
  const { kind, clientId, landingId } = known
  const required = requiredFacts[kind]
  const fact = (name: string, value: string | null | undefined, source: FactSource | null): Fact => ({
    fact: name,
    value: value || null,
    required: name in required,
    source: value ? source : null,
  })
  const landing: FactSource = { kind: 'landing', id: landingId }
  const contact: FactSource = { kind: 'contact', id: null }
  const first = from('interaction', known.firstInteractionId)
  const often = known.timesInTouch > 1 ? known.helpedFor : undefined
  return [
    fact('contactFirstName', known.contactFirstName, contact),
    fact('clientName', known.clientName, { kind: 'client', id: clientId }),
    fact('position', known.position, landing),
    fact('company', known.company, landing),
    ...(kind === 'announcement_insider' ? [] : [fact('companyDescription', known.companyDescription, landing)]),
    fact('startsOn', known.startsOn, landing),
    fact('hasStarted', yes(known.hasStarted), landing),
    fact('firstInTouchOn', known.firstInTouchOn, first),
    fact('helpedFor', often && `${often.for}, since ${often.since}`, first),
    ...(known.advice.length > 0 ? known.advice : [nothing]).flatMap(({ about, helped, interactionId }) => [
      fact('advice', about, from('interaction', interactionId)),
      fact('adviceHelped', helped, from('interaction', interactionId)),
    ]),
    ...known.introductions.map(({ to, ledToJob, introductionId }) =>
      fact(ledToJob ? 'introductionThatLedToJob' : 'introduction', to, from('introduction', introductionId)),
    ),
    fact('jobCameThroughThem', yes(known.opportunityId !== null), from('opportunity', known.opportunityId)),
    fact('interviewed', yes(known.interviewId !== null), from('interview', known.interviewId)),
    fact('insider', yes(known.insider), from('interview', known.interviewId) ?? contact),
    ...(kind === 'call_script' ? [fact('phone', known.phone, contact)] : []),
  ]
}

/** What is said differently now, or no more, or for the first time; facts of one name are one. */
export function changesBetween(before: Fact[], now: Fact[]): FactChange[] {
  const names = new Set([...before, ...now].map(({ fact }) => fact))
  return [...names]
    .map((fact) => ({ fact, was: said(before, fact), is: said(now, fact) }))
    .filter(({ was, is }) => was !== is)
}

function said(facts: Fact[], name: string): string | null {
  const values = facts.flatMap(({ fact, value }) => (fact === name && value !== null ? [value] : []))
  return values.length > 0 ? values.join('; ') : null
}

/** Advice that nobody gave: front ends see that there could be some. */
const nothing = { about: null, helped: null, interactionId: null }

const yes = (holds: boolean) => (holds ? 'yes' : null)
const from = (kind: FactSource['kind'], id: string | null): FactSource | null => (id ? { kind, id } : null)
