import { requiredFacts, type TemplateKind } from './template-facts.rules.ts'
import { announcementMailVariables } from './announcement-mail-variables.rules.ts'
import { digestVariables } from './digest-variables.rules.ts'
import { ladderVariables } from './ladder-variables.rules.ts'
import { landingVariables } from './landing-variables.rules.ts'

/** A word that templates of a kind may use. */
export interface Variable {
  name: string
  /**
   * `flag` is asked for with `if`; `link` is an address, alone or in a Markdown link; `list` is gone through with `for`;
   * of a `group` the fields are said: `advice.what`.
   */
  type: 'text' | 'flag' | 'link' | 'list' | 'group'
  meaning: string
  /** It is there in every letter; any other has to be asked for first. */
  required: boolean
  /** Another that is there whenever this one is, and the other way round. */
  with?: string
  /** What each item of a list has, or a group. */
  fields?: readonly Variable[]
}

/** A variable as it is written down: by its name; whether it is required follows from the facts of its kind. */
export type Described = Omit<Variable, 'name' | 'required' | 'fields' | 'type'> & {
  type?: Variable['type']
  /** There in every letter, though no fact that somebody could leave out. */
  always?: true
  fields?: Readonly<Record<string, Described>>
}

const linkVariables = {
  link: { type: 'link', meaning: 'Where the reader goes on: the one thing to do.' },
  valid_for: { always: true, meaning: 'How long the link works.' },
} satisfies Record<string, Described>

const described: Readonly<Record<TemplateKind, Readonly<Record<string, Described>>>> = {
  ...landingVariables,
  ...ladderVariables,
  ...announcementMailVariables,
  ...digestVariables,
  follow_up_suggestion: {
    contact_first_name: { meaning: 'What the reader is called.' },
    client_first_name: { meaning: 'Who writes: the client.' },
    talked_in: { meaning: 'The month in which they last talked.' },
    advice: {
      type: 'group',
      meaning: 'What the reader once advised.',
      fields: landingVariables.announcement.advice.fields,
    },
    company: { meaning: 'Where the reader works.' },
    offered_help: { type: 'flag', meaning: 'Whether the client has offered them help.' },
  },
  sign_in_link: {
    ...linkVariables,
    first_name: { meaning: 'What the client is called.' },
    practice_name: { meaning: 'What the practice is called.' },
  },
  email_verification: { ...linkVariables, name: { meaning: 'What the user is called.' } },
  password_reset: { ...linkVariables, name: { meaning: 'What the user is called.' } },
  invitation: {
    ...linkVariables,
    inviter_name: { meaning: 'Who invites.' },
    practice_name: { meaning: 'What the practice is called.' },
    role: { meaning: 'What the reader would be in the practice.' },
  },
  fresh_link: {
    ...linkVariables,
    name: { meaning: 'What the reader is called.' },
    purpose: { meaning: 'What the link is for; goes on after “a fresh link to”.' },
  },
  export_ready: {
    ...linkVariables,
    first_name: { meaning: 'What the reader is called.' },
    client_name: { meaning: 'Whose network it is, unless the reader is the client.' },
    format: { meaning: 'What it is written as; goes on after “is written down, …”.' },
    practice_name: { meaning: 'What the practice is called.' },
  },
  welcome: {
    ...linkVariables,
    client_first_name: { meaning: 'What the client is called.' },
    coach_name: { meaning: 'Who writes: the coach.' },
  },
}

/** The variables of each kind, as they are documented and checked. */
export const variablesOf = Object.fromEntries(
  Object.entries(described).map(([kind, variables]) => {
    const required = Object.keys(requiredFacts[kind as TemplateKind]).map(snakeCase)
    return [kind, Object.entries(variables).map(([name, one]) => asVariable(name, one, required))]
  }),
) as unknown as Readonly<Record<TemplateKind, readonly Variable[]>>

function asVariable(name: string, { always, fields, type = 'text', ...rest }: Described, required: string[]): Variable {
  return {
    name,
    type,
    ...rest,
    required: always === true || required.includes(name),
    ...(fields && { fields: Object.entries(fields).map(([field, one]) => asVariable(field, one, [])) }),
  }
}

/** `contactFirstName` as a template writes it: `contact_first_name`. */
export function snakeCase(fact: string): string {
  return fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
