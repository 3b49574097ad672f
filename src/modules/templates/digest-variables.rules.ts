import type { DigestFactsOf } from './digest-facts.rules.ts'
import type { Described } from './template-variables.rules.ts'

const stop = { stop_link: { type: 'link', meaning: 'Where the reader ends these mails.' } } satisfies Record<string, Described> // prettier-ignore
const client = { always: true, meaning: 'Whom it is about.' } satisfies Described
const bar = { always: true, meaning: 'How far it is, as a bar: “■■□”.' } satisfies Described
const withReason = { client, reason: { always: true, meaning: 'Why, without a full stop.' } } satisfies Record<string, Described> // prettier-ignore

/** What digests may say. */
export const digestVariables: Readonly<Record<keyof DigestFactsOf, Readonly<Record<string, Described>>>> = {
  client_digest: {
    client_first_name: { meaning: 'What the client is called.' },
    coach_name: { meaning: 'Who writes: the coach.' },
    how_many: { always: true, meaning: 'How many people it names; begins a sentence: “Five people”.' },
    one_person: { type: 'flag', meaning: 'Whether it names one person alone.' },
    people: {
      type: 'list',
      meaning: 'Whom to be in touch with, seven at most.',
      fields: {
        name: { always: true, meaning: 'What they are called.' },
        why: { always: true, meaning: 'Why now: one or two sentences.' },
        reach: {
          with: 'reach_link',
          meaning: 'How they are reached: their phone number, or else their e-mail address.',
        },
        reach_link: { type: 'link', with: 'reach', meaning: 'Calls them, or begins an e-mail to them.' },
        job: { meaning: 'What they do now.' },
        last_talk: { meaning: 'What they last talked about, in a line.' },
        advice: { meaning: 'What they advised.' },
        remember: { meaning: 'What the client wants to remember of them.' },
        done_link: { type: 'link', meaning: 'Says that they were in touch.' },
        log_link: { type: 'link', meaning: 'Notes a conversation with them, and their advice.' },
        later_link: { type: 'link', meaning: 'Puts them off.' },
      },
    },
    calls: {
      type: 'list',
      meaning: 'Calls with the good news that are still to be made.',
      fields: {
        who: { always: true, meaning: 'Whom to call.' },
        phone: { with: 'phone_link', meaning: 'Their number.' },
        phone_link: { type: 'link', with: 'phone', meaning: 'Calls it.' },
        told_link: { type: 'link', meaning: 'Says that they know.' },
      },
    },
    bars: {
      type: 'list',
      meaning: 'How far each target is.',
      fields: {
        bar,
        done: { always: true, meaning: 'In numbers: “1 of 3 conversations”.' },
        until: { always: true, meaning: 'Its last day.' },
      },
    },
    deeds: { type: 'flag', meaning: 'Whether the network did anything since the last one.' },
    introductions: {
      type: 'list',
      meaning: 'Who introduced the client to whom.',
      fields: {
        by: { always: true, meaning: 'Who did.' },
        to: { always: true, meaning: 'Whom they introduced.' },
      },
    },
    leads: {
      type: 'list',
      meaning: 'Who told the client of a job.',
      fields: {
        by: { always: true, meaning: 'Who did.' },
        role: { always: true, meaning: 'The position.' },
        company: { always: true, meaning: 'The company.' },
      },
    },
    story: { meaning: 'After a landing: the sentence that tells how the network led to it.' },
    becomes_quarterly: { type: 'flag', meaning: 'Whether it comes four times a year from now on, for nobody followed a link.' }, // prettier-ignore
    landing_link: { type: 'link', meaning: 'In a search: where they tell of a new job.' },
    break_link: { type: 'link', meaning: 'Where they take days off, if something is asked of them.' },
    search_link: { type: 'link', meaning: 'Where they start searching again.' },
    export_link: { type: 'link', meaning: 'For alumni: where they take their network along.' },
    ...stop,
  },
  coach_digest: {
    coach_first_name: { meaning: 'What the coach is called.' },
    decisions: {
      type: 'list',
      meaning: 'What only the coach can decide.',
      fields: {
        client,
        what: { always: true, meaning: 'What there is to decide.' },
        since: { always: true, meaning: 'Since which day.' },
        decide_link: { type: 'link', meaning: 'Where it is decided.' },
      },
    },
    slipping: { type: 'list', meaning: 'Clients on the ladder.', fields: withReason },
    at_risk: { type: 'list', meaning: 'Clients who will hardly keep to what they set out to do.', fields: withReason },
    coverage: {
      type: 'list',
      meaning: 'Clients who have not told everybody their news.',
      fields: {
        bar,
        client,
        settled: { always: true, meaning: 'How many were told or are excused.' },
        total: { always: true, meaning: 'Of how many.' },
        calls: { meaning: 'How many calls are to be made: “three calls”.' },
      },
    },
    landings: {
      type: 'list',
      meaning: 'Who landed.',
      fields: {
        client,
        position: { always: true, meaning: 'The position.' },
        company: { always: true, meaning: 'The company.' },
      },
    },
    kept_word: { meaning: 'The names of clients who did all that was judged.' },
    ...stop,
  },
}
