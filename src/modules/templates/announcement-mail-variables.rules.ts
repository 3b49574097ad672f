import type { Described } from './template-variables.rules.ts'

const story = { story: { meaning: 'How the job came about, in one sentence.' } } satisfies Record<string, Described>

/** What the mails to client and coach around an announcement may say. */
export const announcementMailVariables = {
  announcement_review: {
    client_first_name: { meaning: 'What the client is called.' },
    coach_name: { meaning: 'Who writes: the coach.' },
    link: { type: 'link', meaning: 'Where the client reads, changes and approves.' },
    valid_for: { always: true, meaning: 'How long the link works.' },
    people: { always: true, meaning: 'How many people are told: “seven people”.' },
    parts: { meaning: 'In which ways: “two notes to send and five calls to make”.' },
    to_look_at: { meaning: 'How many texts need a word from the client first.' },
    one_to_look_at: { type: 'flag', meaning: 'Whether that is one.' },
    both_approve: { type: 'flag', meaning: 'Whether the coach approves as well.' },
    ...story,
  },
  announcement_report: {
    first_name: { meaning: 'What the reader is called.' },
    client_name: { meaning: 'Whose announcement it is.' },
    coach_name: { meaning: 'The client’s coach.' },
    for_coach: { type: 'flag', meaning: 'Whether the reader is the coach, and not the client.' },
    complete: { type: 'flag', meaning: 'Whether everybody has been told.' },
    total: { always: true, meaning: 'How many are on the list.' },
    told: { always: true, meaning: 'How many have been told.' },
    told_names: { meaning: 'Who they are; of many, some.' },
    excused: { meaning: 'How many were left out: “two people”.' },
    one_excused: { type: 'flag', meaning: 'Whether that is one.' },
    pending: { meaning: 'How many are still to be told: “two people”.' },
    one_pending: { type: 'flag', meaning: 'Whether that is one.' },
    offered_help: { meaning: 'To how many help was offered in return.' },
    calls: {
      type: 'list',
      meaning: 'Whom the client is to call; of many, the first.',
      fields: { name: { always: true, meaning: 'Their name.' }, phone: { meaning: 'Their number.' } },
    },
    more_calls: { meaning: 'How many calls there are beside those.' },
    ...story,
  },
} as const satisfies Record<string, Record<string, Described>>
