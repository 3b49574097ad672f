import type { CreateContactBody } from '../contacts/contacts.schemas.ts'
import type { LogInteractionBody } from '../interactions/interactions.schemas.ts'
import type { CreateOpportunityBody } from '../opportunities/opportunities.schemas.ts'

/*
 * What there is to tell of a client. People go by their names, and days are counted back from the day it is told.
 */

export interface ClientStory {
  client: { name: string; timeZone: string }
  consent?: { daysAgo: number; how: string }
  isPaused?: boolean
  people: Record<string, Acquaintance>
  search?: SearchStory
}

export interface SearchStory {
  title: string
  startedDaysAgo: number
  conversations: Conversation[]
  /** The first is the one that conversations about the job are about, and that a landing ends with. */
  opportunities: Opportunity[]
  landing?: { position: string; company: string; companyDescription: string }
}

/**
 * How the story ends for somebody. Said by hand for each of them, not worked out: the checks hold Cadre against it.
 * Only `changed_to_call` and `told_already`, `skipped` and `added` take a decision of the client or coach.
 */
export type Ending =
  | 'note'
  | 'insider_note'
  | 'bounced'
  | 'added'
  | 'call'
  | 'changed_to_call'
  | 'told_already'
  | 'skipped'
  | 'left_alone'
  | 'not_told'

export interface Acquaintance extends Partial<Omit<CreateContactBody, 'name' | 'email' | 'introducedBy'>> {
  /** For people without an address; everybody else has one. */
  email?: false
  followUpInDays?: number
  ending?: Ending
}

export interface Advice {
  about: string
  helped?: string
}

export interface Conversation<Name extends string = string> extends Pick<
  LogInteractionBody,
  'type' | 'direction' | 'minutes' | 'summary'
> {
  daysAgo: number
  with: [Name, ...Name[]]
  /** What each of `with` advised, in their order. */
  advice?: Advice[]
  /** Somebody whom the first of `with` introduced in it. */
  introduces?: Name
  aboutTheJob?: true
}

export interface Opportunity extends Pick<CreateOpportunityBody, 'company' | 'role' | 'source'> {
  status?: CreateOpportunityBody['status']
  /** Who told of it. */
  told?: string
  /** In the order of their rounds. */
  interviews: Interview[]
}

export interface Interview {
  /** Below zero: still to come. */
  daysAgo: number
  outcome?: string
  interviewers: { name: string; role: string }[]
}

/** A made-up person's address; names of one story differ, so these do too. */
export const addressOf = (name: string, domain: string): string =>
  `${name.toLowerCase().replace(/\W+/g, '.')}@${domain}`

/** What is stored of somebody besides their name and address. */
export const factsOf = ({ email, followUpInDays, ending, ...facts }: Acquaintance) => facts
