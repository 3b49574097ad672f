import { digestSamples } from './digest-samples.rules.ts'
import type { LadderFacts } from './ladder-facts.rules.ts'
import type { CallScriptFacts, FactsOf, TemplateKind } from './template-facts.rules.ts'

const landing: CallScriptFacts = {
  contactFirstName: 'Maria',
  clientName: 'Nadia Brandt',
  position: 'Head of Operations',
  company: 'Kestrel Hearing Inc.',
  companyDescription: 'makes hearing aids for children',
  startsOn: '2027-01-04',
  writtenOn: '2026-11-24',
  timesInTouch: 5,
  firstInTouchOn: '2026-04-10',
  helpedFor: { for: 'over seven months', since: 'April' },
  advice: [
    { about: 'lead with turnaround results', helped: 'be more focused when talking about my background' },
    { about: 'numbers first, then the story', helped: 'I was calmer in both interviews' },
  ],
  introductions: [
    { to: 'Sam Adeyemi', ledToJob: true },
    { to: 'Karin Holm', ledToJob: false },
  ],
  jobCameThroughThem: false,
  phone: '+1 312 555 0123',
  insider: false,
  interviewed: false,
}

const ladder: LadderFacts = {
  clientFirstName: 'Nadia',
  clientName: 'Nadia Brandt',
  coachName: 'Ruth Okafor',
  writtenOn: '2026-03-09',
  accounts: [
    {
      title: 'Three conversations a week, two of them with somebody new',
      period: 'week',
      startsOn: '2026-03-02',
      lastDay: '2026-03-08',
      done: ['1 of 3 conversations', '0 of 2 conversations with somebody new'],
      missing: ['2 conversations', '2 conversations with somebody new'],
    },
  ],
  nextEndsOn: '2026-03-15',
}
const logUntil = '2026-03-15'
const recovery = 'two weeks in a row as agreed'

const story =
  'It began with Henrik Olsen, who knew Priya Raman, who told Nadia about the job of Head of Operations at Kestrel Hearing Inc. Three calls, four e-mails, ninety minutes.'

const page = 'https://app.example.test'

/** One letter of each kind, with nearly all that it can say: for examples, previews, and to try templates with. */
export const samples: { readonly [K in TemplateKind]: FactsOf[K] } = {
  ...digestSamples,
  announcement: landing,
  announcement_insider: { ...landing, contactFirstName: 'Priya', interviewed: true, introductions: [], advice: [] }, // prettier-ignore
  call_script: { ...landing, contactFirstName: 'Sam' },
  follow_up_suggestion: {
    contactFirstName: 'Amara',
    clientFirstName: 'Nadia',
    writtenOn: '2027-03-09',
    lastTalkOn: '2026-11-24',
    advice: { about: 'lead with turnaround results', helped: 'be more focused when talking about my background' },
    company: 'Kestrel Hearing Inc.',
    helpOffered: true,
  },
  announcement_review: {
    clientFirstName: 'Nadia',
    coachName: 'Ruth Okafor',
    link: `${page}/l/review.1`,
    validMinutes: 43_200,
    notes: 21,
    calls: 7,
    others: 1,
    toLookAt: 2,
    bothApprove: false,
    story,
  },
  announcement_report: {
    firstName: 'Nadia',
    clientName: 'Nadia Brandt',
    coachName: 'Ruth Okafor',
    forCoach: false,
    complete: false,
    total: 32,
    told: 22,
    excused: 2,
    pending: 8,
    offeredHelp: 20,
    toldNames: ['Amara Diallo', 'Jonas Weber', 'Mei Tanaka'],
    toCall: [
      { name: 'Henrik Olsen', phone: '+1 312 555 0110' },
      { name: 'Dorothy Lane', phone: null },
    ],
    story,
  },
  sign_in_link: { link: `${page}/sign-in/1`, validMinutes: 10, firstName: 'Nadia', practiceName: 'Harbour Coaching' },
  email_verification: { link: `${page}/verify-email/1`, validMinutes: 1440, name: 'Ruth' },
  password_reset: { link: `${page}/reset-password/1`, validMinutes: 30, name: 'Ruth' },
  invitation: {
    link: `${page}/accept-invitation/1`,
    validMinutes: 10_080,
    inviterName: 'Ruth Okafor',
    practiceName: 'Harbour Coaching',
    role: 'coach',
  },
  welcome: { link: `${page}/sign-in/1`, validMinutes: 10_080, clientFirstName: 'Nadia', coachName: 'Ruth Okafor' },
  fresh_link: { link: `${page}/l/1`, validMinutes: 10_080, name: 'Nadia', purpose: 'read and approve the notes' },
  export_ready: {
    link: `${page}/downloads/1`,
    validMinutes: 1440,
    firstName: 'Ruth',
    clientName: 'Nadia Brandt',
    format: 'as one CSV file',
    practiceName: 'Harbour Coaching',
  },
  commitment_proposed: {
    ...ladder,
    accounts: ladder.accounts.map((account) => ({ ...account, done: [] })),
    startsOn: '2026-03-09',
    endsOn: '2026-06-28',
    actionLink: `${page}/l/accept.1`,
  },
  reminder: {
    ...ladder,
    writtenOn: '2026-03-06',
    people: ['Amara Diallo', 'Jonas Weber'],
    logLink: `${page}/l/log.1`,
    nextStep: 'If this week is missed, I will write to you and ask what got in the way.',
  },
  nudge: {
    ...ladder,
    recovery,
    logUntil,
    logLink: `${page}/l/log.1`,
    breakLink: `${page}/l/break.1`,
    nextStep: 'If this week is missed as well, the next step is a warning from me.',
  },
  warning: {
    ...ladder,
    recovery,
    logUntil,
    nextStep: 'If this week is missed as well, I will decide whether I stop working with you for the time being.',
    actionLink: `${page}/l/dispute.1`,
    logLink: `${page}/l/log.1`,
  },
  warning_heads_up: {
    ...ladder,
    coachName: 'Ruth',
    goesOut: 'Tuesday, March 17, at 12:00 (Europe/Berlin)',
    actionLink: `${page}/l/hold.1`,
    excuseLink: `${page}/l/excuse.1`,
  },
  suspension_proposed: { ...ladder, coachName: 'Ruth', actionLink: `${page}/l/decide.1` },
  suspended: { ...ladder, takesEffectOn: '2026-03-24', reason: 'We talked about it on Monday.', makesUp: false },
  reinstated: {
    ...ladder,
    accounts: [],
    takesEffectOn: '2026-04-02',
    reason: 'We have agreed on two conversations a week until the summer.',
  },
  retraction: {
    ...ladder,
    what: 'What I wrote about a missed week',
    accounts: ladder.accounts.map((account) => ({ ...account, done: ['3 of 3 conversations'], missing: [] })),
  },
}
