import { expect, test } from 'vitest'
import type { CallScriptFacts } from './template-facts.rules.ts'
import { renderBuiltIn } from './built-in.service.ts'

const landing = {
  clientName: 'Nadia Brandt',
  position: 'Head of Operations',
  company: 'Kestrel Hearing Inc.',
  companyDescription: 'makes hearing aids for children',
  startsOn: '2027-01-04',
  writtenOn: '2026-11-24',
}
const april = { timesInTouch: 5, firstInTouchOn: '2026-04-10', helpedFor: { for: 'over seven months', since: 'April' } }
const june = { timesInTouch: 2, firstInTouchOn: '2026-06-02', helpedFor: { for: 'nearly six months', since: 'June' } }
const once = { timesInTouch: 1, firstInTouchOn: '2026-09-15' }
const never = { timesInTouch: 0 }
const lead = { about: 'lead with turnaround results', helped: 'be more focused when talking about my background' }

type Example = [
  who: string,
  kind: 'announcement' | 'announcement_insider' | 'call_script',
  facts: Partial<CallScriptFacts>,
]

const examples: Example[] = [
  [
    'helped for months, with advice that changed something',
    'announcement',
    { contactFirstName: 'Maria', ...april, advice: [lead] },
  ],
  [
    'helped for months, with three pieces of advice',
    'announcement',
    {
      contactFirstName: 'Tomás',
      ...june,
      advice: [
        { about: 'my notice period' },
        { about: 'Ask about the last person in the role.', helped: 'see what the board was worried about' },
        { about: 'numbers first, then the story', helped: 'I was calmer in both interviews' },
      ],
    },
  ],
  [
    'gave one piece of advice once',
    'announcement',
    { contactFirstName: 'Yuki', ...once, advice: [{ about: 'negotiating the start date' }] },
  ],
  [
    'gave advice once that helped',
    'announcement',
    { contactFirstName: 'Ingrid', ...once, advice: [{ ...lead, about: 'be brief' }] },
  ],
  ['was in touch for months, without advice', 'announcement', { contactFirstName: 'Piotr', ...june }],
  ['was in touch once, without advice', 'announcement', { contactFirstName: 'Leila', ...once }],
  ['was not much help, and never answered', 'announcement', { contactFirstName: 'Greg', ...never }],
  [
    'was added by hand',
    'announcement',
    { contactFirstName: 'Aunt Rosa', ...never, companyDescription: 'a maker of hearing aids' },
  ],
  [
    'introduced her to somebody',
    'announcement',
    { contactFirstName: 'Femi', ...once, introductions: [{ to: 'Karin Holm', ledToJob: false }] },
  ],
  [
    'began the chain that led to the job',
    'announcement',
    {
      contactFirstName: 'Bea',
      ...april,
      advice: [{ about: 'talk to people before you read job boards' }],
      introductions: [
        { to: 'Sam Adeyemi', ledToJob: true },
        { to: 'Lucie Marchand', ledToJob: false },
      ],
    },
  ],
  ['told her of the job', 'announcement', { contactFirstName: 'Ana', ...once, jobCameThroughThem: true }],
  [
    'hears of it after she has started',
    'announcement',
    { contactFirstName: 'Henrik', ...june, writtenOn: '2027-01-20', advice: [lead] },
  ],
  ['interviewed her', 'announcement_insider', { contactFirstName: 'Dr. Weiss', ...once, interviewed: true }],
  ['works there, and had been in touch', 'announcement_insider', { contactFirstName: 'Priya', ...june }],
  [
    'works there, and hears of it after she has started',
    'announcement_insider',
    { contactFirstName: 'Omar', ...never, writtenOn: '2027-01-20' },
  ],
  [
    'is to be called: a step of the chain',
    'call_script',
    {
      contactFirstName: 'Sam',
      ...april,
      phone: '+1 555 0100',
      advice: [lead],
      introductions: [{ to: 'Ana Sol', ledToJob: true }],
    },
  ],
  [
    'is to be called: interviewed her',
    'call_script',
    { contactFirstName: 'Ruth', ...once, insider: true, interviewed: true },
  ],
  ['is to be called: never in touch', 'call_script', { contactFirstName: 'Cousin Ed', ...never }],
]

const links = {
  sign_in_link: {
    firstName: 'Nadia',
    practiceName: 'Harbour Coaching',
    link: 'https://app.example.test/sign-in/1',
    validMinutes: 10,
  },
  email_verification: { name: 'Ruth', link: 'https://cadre.example.test/confirm/1', validMinutes: 1440 },
  password_reset: { name: 'Ruth', link: 'https://cadre.example.test/reset/1', validMinutes: 60 },
  invitation: {
    inviterName: 'Ruth Okafor',
    practiceName: 'Harbour Coaching',
    role: 'coach',
    link: 'https://cadre.example.test/join/1',
    validMinutes: 10_080,
  },
  welcome: {
    clientFirstName: 'Nadia',
    coachName: 'Ruth Okafor',
    link: 'https://app.example.test/welcome/1',
    validMinutes: 10_080,
  },
  fresh_link: {
    name: 'Nadia',
    purpose: 'agree to what your coach proposes',
    link: 'https://cadre.example.test/l/1',
    validMinutes: 43_200,
  },
} as const

test('the examples read as they are written down (vitest -u writes them anew)', async () => {
  const letters = examples.map(([who, kind, facts], index) => {
    const all = { contactFirstName: null, timesInTouch: 0, ...landing, ...facts }
    return section(`${kind}: somebody who ${who}`, renderBuiltIn(kind, all, { seed: `example ${index + 1}` }))
  })
  const kinds = Object.keys(links) as (keyof typeof links)[]
  const others = kinds.map((kind) => section(kind, renderBuiltIn(kind, links[kind], { seed: 'example' })))
  await expect(`# Examples of the built-in templates\n\n${[...letters, ...others].join('\n')}`).toMatchFileSnapshot(
    'templates.examples.md',
  )
})

function section(title: string, rendered: ReturnType<typeof renderBuiltIn>): string {
  if ('missing' in rendered) throw new Error(`${title} misses ${JSON.stringify(rendered.missing)}`)
  const quoted = rendered.text
    .replaceAll(/(?<!\n)\n(?![\n-])/g, '\\\n')
    .replaceAll(/^(?=.)/gm, '> ')
    .replaceAll(/^$/gm, '>')
  return `## ${title}\n\nSubject: **${rendered.subject}**\n\n${quoted}\n`
}
