import { type ReportFacts, requiredMailFacts, type ReviewFacts } from './announcement-mail-facts.rules.ts'
import { type DigestFactsOf, requiredDigestFacts } from './digest-facts.rules.ts'
import type { HelpedFor } from './helped-for.rules.ts'
import { type LadderFacts, type LadderKind, requiredLadderFacts } from './ladder-facts.rules.ts'

/** What one contact advised, in the client's words: `about` "lead with turnaround results", `helped` "be more focused". */
export interface AdviceFact {
  about: string
  helped?: string | null
}

/** An introduction that the reader gave: to whom, and whether it is a step of the chain that led to the job. */
export interface IntroductionFact {
  to: string
  ledToJob: boolean
}

/** Facts are people's own words, inserted as they are. Dates are local ones, `YYYY-MM-DD`. */
export interface AnnouncementFacts {
  contactFirstName: string | null
  clientName: string | null
  position: string | null
  company: string | null
  companyDescription?: string | null
  startsOn: string | null
  /** The client's local date on which the note goes out: decides "I start" or "I started", and whether a year is named. */
  writtenOn: string
  /** Interactions in this search in which the reader took part (spoke, met or wrote back): none, and no time is thanked for. */
  timesInTouch: number
  firstInTouchOn?: string | null
  helpedFor?: HelpedFor | null
  /** At most three are quoted, those that say what they changed first. */
  advice?: readonly AdviceFact[]
  introductions?: readonly IntroductionFact[]
  /** The reader is the contact through whom the client found this job. */
  jobCameThroughThem?: boolean
}

/** For people of the company itself: they know the news, and are thanked for the interview if they held one. */
export interface InsiderFacts extends Omit<AnnouncementFacts, 'companyDescription'> {
  interviewed?: boolean
}

export interface CallScriptFacts extends AnnouncementFacts {
  phone?: string | null
  insider?: boolean
  interviewed?: boolean
}

/** A mail that carries one link. `link` is an absolute http(s) URL; it works for `validMinutes`. */
interface LinkFacts {
  link: string | null
  validMinutes: number
}

export interface SignInLinkFacts extends LinkFacts {
  firstName?: string | null
  practiceName?: string | null
}

export interface AccountLinkFacts extends LinkFacts {
  name?: string | null
}

export interface InvitationFacts extends LinkFacts {
  inviterName: string | null
  practiceName: string | null
  role: 'owner' | 'coach' | 'assistant'
}

export interface WelcomeFacts extends LinkFacts {
  clientFirstName: string | null
  coachName: string | null
}

/** In place of a link that has expired. `purpose` goes on after "a fresh link to". */
export interface FreshLinkFacts extends LinkFacts {
  name?: string | null
  purpose: string
}

/** What helps a client to begin again with somebody. Dates are local ones, `YYYY-MM-DD`. */
export interface FollowUpFacts {
  contactFirstName: string | null
  clientFirstName: string | null
  /** The client's local date on which it would be sent. */
  writtenOn: string
  lastTalkOn?: string | null
  advice?: AdviceFact | null
  /** Where the contact works now. */
  company?: string | null
  /** The client has offered them help, and it was not asked for yet. */
  helpOffered?: boolean
}

/** To a member about a client, or to the client, who is not named. */
export interface ExportReadyFacts extends LinkFacts {
  firstName?: string | null
  clientName?: string | null
  /** Goes on after “is written down, …”. */
  format: string | null
  practiceName?: string | null
}

export interface FactsOf extends Record<LadderKind, LadderFacts>, DigestFactsOf {
  announcement: AnnouncementFacts
  announcement_insider: InsiderFacts
  call_script: CallScriptFacts
  follow_up_suggestion: FollowUpFacts
  announcement_review: ReviewFacts
  announcement_report: ReportFacts
  sign_in_link: SignInLinkFacts
  email_verification: AccountLinkFacts
  password_reset: AccountLinkFacts
  invitation: InvitationFacts
  welcome: WelcomeFacts
  fresh_link: FreshLinkFacts
  export_ready: ExportReadyFacts
}

export type TemplateKind = keyof FactsOf

/** A required fact that is not there (or says nothing), and why in words for the person who can supply it. */
export interface MissingFact {
  fact: string
  why: string
}

const news = {
  contactFirstName: 'We do not know what to call this person: give their first name.',
  clientName: 'The client has no name to sign with.',
  position: 'The landing does not name the position.',
  company: 'The landing does not name the company.',
  startsOn: 'The landing has no start date.',
}
const link = { link: 'The link is not an http or https address.' }

/** Without these a text would have a hole; every other fact only takes its own sentence with it. */
export const requiredFacts: Readonly<Record<TemplateKind, Readonly<Record<string, string>>>> = {
  announcement: news,
  announcement_insider: news,
  call_script: news,
  follow_up_suggestion: {
    contactFirstName: 'We do not know what to call this person: give their first name.',
    clientFirstName: 'The client has no name to sign with.',
  },
  sign_in_link: link,
  email_verification: link,
  password_reset: link,
  invitation: {
    ...link,
    inviterName: 'The invitation does not say who invites.',
    practiceName: 'The practice has no name.',
  },
  welcome: {
    ...link,
    clientFirstName: 'We do not know what to call this client.',
    coachName: 'The coach has no name to sign with.',
  },
  fresh_link: { ...link, purpose: 'It does not say what the link is for.' },
  export_ready: { ...link, format: 'The export has no format.' },
  ...requiredMailFacts,
  ...requiredLadderFacts,
  ...requiredDigestFacts,
}
