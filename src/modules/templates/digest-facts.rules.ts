/** Somebody to be in touch with, as a digest shows them. Texts are people's own words. */
export interface DigestPersonFact {
  name: string
  /** How they are reached with one tap: by phone where there is one. */
  phone?: string | null
  email?: string | null
  /** What they do now: "Head of Logistics, Northwind". */
  job?: string | null
  /** A sentence: why now. */
  why: string
  /** What they last talked about, in one line. */
  lastTalk?: string | null
  advice?: string | null
  remember?: string | null
  /** Where one tap says that they were in touch, notes what was said, or puts it off. */
  doneLink?: string | null
  logLink?: string | null
  laterLink?: string | null
}

/** How far one target is. */
export interface DigestBarFact {
  /** "1 of 3 conversations" */
  done: string
  achieved: number
  target: number
  /** Its last day. */
  until: string
}

/** What somebody's network did: an introduction, or word of a job. */
export type DigestDeedFact =
  { kind: 'introduced'; by: string; to: string } | { kind: 'told_of'; by: string; role: string; company: string }

/** Days are the reader's, `YYYY-MM-DD`. */
export interface ClientDigestFacts {
  clientFirstName: string | null
  coachName: string | null
  writtenOn: string
  people: readonly DigestPersonFact[]
  /** Calls with the good news that are still to be made. */
  calls: readonly { name: string; phone?: string | null; toldLink?: string | null }[]
  bars: readonly DigestBarFact[]
  deeds: readonly DigestDeedFact[]
  /** The sentence that tells how the network led to the new job. */
  story?: string | null
  /** It comes quarterly from now on, for nobody followed a link in the last twelve. */
  becomesQuarterly?: boolean
  /** Where they tell of a new job, take days off, search again, or take their network along: what may be done now. */
  landingLink?: string | null
  breakLink?: string | null
  searchLink?: string | null
  exportLink?: string | null
  stopLink: string | null
}

export interface CoachDigestFacts {
  coachFirstName: string | null
  writtenOn: string
  /** What only the coach can decide, as sentences. */
  decisions: readonly { clientName: string; what: string; since: string; decideLink?: string | null }[]
  /** Clients on the ladder, or behind their pace, each with the reason. */
  slipping: readonly { clientName: string; reason: string }[]
  atRisk: readonly { clientName: string; reason: string }[]
  coverage: readonly { clientName: string; settled: number; total: number; callsDue: number }[]
  landings: readonly { clientName: string; position: string; company: string }[]
  keptWord: readonly string[]
  stopLink: string | null
}

export interface DigestFactsOf {
  client_digest: ClientDigestFacts
  coach_digest: CoachDigestFacts
}

/** Without these a digest would have a hole. */
export const requiredDigestFacts = {
  client_digest: {
    clientFirstName: 'We do not know what to call this client.',
    coachName: 'The coach has no name to sign with.',
    stopLink: 'There is no link to stop it with.',
  },
  coach_digest: {
    coachFirstName: 'We do not know what to call this coach.',
    stopLink: 'There is no link to stop it with.',
  },
} as const
