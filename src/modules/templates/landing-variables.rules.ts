import type { Described } from './template-variables.rules.ts'

const people = {
  contact_first_name: { meaning: 'What the reader is called.' },
  client_name: { meaning: 'Who writes: the client.' },
} satisfies Record<string, Described>

const news = {
  position: { meaning: 'What the client is now.' },
  company: { meaning: 'Where.' },
  starts_on: { meaning: 'The first day.' },
  started: { type: 'flag', meaning: 'Whether the first day is over.' },
} satisfies Record<string, Described>

const company = {
  company_is: { meaning: 'What the company is; goes on after “… is”.' },
  company_does: { meaning: 'What the company does; goes on after its name.' },
  company_says: { meaning: 'What the company says of itself, beginning with “We”.' },
  company_field: { meaning: 'What the company deals with.' },
} satisfies Record<string, Described>

const help = {
  introduced_on_the_way: { meaning: 'Whom the reader introduced, where that led to the job.' },
  introduced: { meaning: 'Whom else the reader introduced.' },
  job_came_through_you: { type: 'flag', meaning: 'Whether the client found this job through the reader.' },
  advice: {
    type: 'list',
    always: true,
    meaning: 'What the reader advised, three at most.',
    fields: {
      what: { always: true, meaning: 'Goes on after “Your advice …”.' },
      helped: { meaning: 'What it changed; goes on after “helped me …”.' },
      result: { meaning: 'What it changed, where only a colon reads well: “helped me: …”.' },
    },
  },
  in_touch: { type: 'flag', meaning: 'Whether they were in touch in this search.' },
  in_month: { meaning: 'When they were first in touch, once that month is over.' },
  helped_for: { with: 'helped_since', meaning: 'How long the reader has helped.' },
  helped_since: { with: 'helped_for', meaning: 'Since when the reader has helped.' },
} satisfies Record<string, Described>

const interviewed = { interviewed: { type: 'flag', meaning: 'Whether the reader held an interview.' } } as const

/** What letters about a landing may say. */
export const landingVariables = {
  announcement: { ...people, ...news, ...company, ...help },
  announcement_insider: { ...people, ...news, ...help, ...interviewed },
  call_script: {
    ...people,
    ...news,
    ...company,
    ...help,
    ...interviewed,
    insider: { type: 'flag', meaning: 'Whether the person to call works at the company.' },
    phone: { meaning: 'The number to call.' },
  },
} satisfies Record<string, Readonly<Record<string, Described>>>
