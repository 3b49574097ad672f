import { validFor } from './calendar-words.rules.ts'
import { asName, oneLine } from './plain-words.rules.ts'
import { webAddress } from './letter-blocks.rules.ts'
import type { View } from './view.rules.ts'

const ROLES = { owner: 'an owner', coach: 'a coach', assistant: 'an assistant' }

/** Every fact that a mail with a link can have; each kind has some of them. */
export interface AnyLinkFacts {
  link: string | null
  validMinutes: number
  firstName?: string | null
  name?: string | null
  practiceName?: string | null
  inviterName?: string | null
  role?: keyof typeof ROLES
  clientFirstName?: string | null
  clientName?: string | null
  format?: string | null
  coachName?: string | null
  purpose?: string | null
}

/** What the templates of mails with one link may say. What is undefined, they do not see. */
export function linkView(facts: AnyLinkFacts): View {
  return {
    link: webAddress(facts.link),
    valid_for: validFor(facts.validMinutes),
    first_name: asName(facts.firstName),
    name: asName(facts.name),
    practice_name: asName(facts.practiceName),
    inviter_name: asName(facts.inviterName),
    role: facts.role && ROLES[facts.role],
    client_name: asName(facts.clientName),
    format: oneLine(facts.format),
    client_first_name: asName(facts.clientFirstName),
    coach_name: asName(facts.coachName),
    purpose: oneLine(facts.purpose),
  }
}
