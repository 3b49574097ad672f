import { expect, test } from 'vitest'
import type { LadderFacts, LadderKind } from './ladder-facts.rules.ts'
import { renderBuiltIn } from './built-in.service.ts'

const conversations = (done: string[], missing: string[], startsOn: string, lastDay: string) => ({
  title: 'Three conversations a week, two of them with somebody new',
  period: 'week' as const,
  startsOn,
  lastDay,
  done,
  missing,
})
const first = conversations(
  ['1 of 3 conversations', '0 of 2 conversations with somebody new'],
  ['2 conversations', '2 conversations with somebody new'],
  '2026-03-02',
  '2026-03-08',
)
const second = conversations(
  ['0 of 3 conversations', '0 of 2 conversations with somebody new'],
  ['3 conversations', '2 conversations with somebody new'],
  '2026-03-09',
  '2026-03-15',
)
const shared = { clientFirstName: 'Nadia', clientName: 'Nadia Brandt', coachName: 'Ruth Okafor' }
const coachKinds: LadderKind[] = ['warning_heads_up', 'suspension_proposed']
const recovery = 'two weeks in a row as agreed'
const dispute = 'https://cadre.example.test/l/dispute.1'

const examples: [title: string, kind: LadderKind, facts: Omit<LadderFacts, keyof typeof shared>][] = [
  [
    'commitment_proposed',
    'commitment_proposed',
    {
      writtenOn: '2026-02-26',
      accounts: [
        conversations([], ['3 conversations', '2 conversations with somebody new'], '2026-03-02', '2026-03-08'),
      ],
      startsOn: '2026-03-02',
      nextStep: 'If a week is missed, I will write to you and ask what got in the way.',
      actionLink: 'https://cadre.example.test/l/accept.1',
    },
  ],
  [
    'commitment_proposed in the middle of a week',
    'commitment_proposed',
    {
      writtenOn: '2026-03-04',
      accounts: [
        {
          ...conversations([], ['3 conversations', '2 conversations with somebody new'], '2026-03-05', '2026-03-08'),
          share: ['2 conversations', '1 conversation with somebody new'],
        },
      ],
      startsOn: '2026-03-05',
      nextStep: 'If a week is missed, I will write to you and ask what got in the way.',
      actionLink: 'https://cadre.example.test/l/accept.1',
    },
  ],
  [
    'reminder',
    'reminder',
    {
      writtenOn: '2026-03-06',
      accounts: [first],
      people: ['Amara Diallo', 'Jonas Weber'],
      logLink: 'https://cadre.example.test/l/log.1',
      nextStep: 'If this week is missed, I will write to you and ask what got in the way.',
      nextEndsOn: '2026-03-08',
    },
  ],
  [
    'reminder of what a landing brought, with nobody to begin with',
    'reminder',
    {
      writtenOn: '2026-03-20',
      accounts: [
        {
          title: 'Two people kept in touch with each month',
          period: 'month',
          startsOn: '2026-03-01',
          lastDay: '2026-03-31',
          done: ['0 of 2 people'],
          missing: ['2 people'],
        },
      ],
      nextStep: 'Nothing follows from this but that I may ask again: it is yours to keep.',
    },
  ],
  [
    'reminder of a short week',
    'reminder',
    {
      writtenOn: '2026-03-07',
      accounts: [{ ...conversations(['0 of 2 conversations'], ['2 conversations'], '2026-03-05', '2026-03-08'), daysAsked: 4 }], // prettier-ignore
      nextStep: 'If this week is missed, I will write to you and ask what got in the way.',
    },
  ],
  [
    'nudge for a month',
    'nudge',
    {
      writtenOn: '2026-04-01',
      accounts: [{ ...conversations(['4 of 10 conversations'], ['6 conversations'], '2026-03-01', '2026-03-31'), title: 'Ten conversations', period: 'month' }], // prettier-ignore
      recovery: 'one month as agreed',
      nextEndsOn: '2026-04-30',
      nextStep: 'If this month is missed as well, the next step is a warning from me.',
    },
  ],
  [
    'nudge',
    'nudge',
    {
      writtenOn: '2026-03-09',
      accounts: [first],
      recovery,
      nextEndsOn: '2026-03-15',
      logUntil: '2026-03-15',
      logLink: 'https://cadre.example.test/l/log.1',
      breakLink: 'https://cadre.example.test/l/break.1',
      nextStep: 'If this week is missed as well, the next step is a warning from me.',
    },
  ],
  [
    'warning',
    'warning',
    {
      writtenOn: '2026-03-17',
      accounts: [first, second],
      recovery,
      nextEndsOn: '2026-03-22',
      logUntil: '2026-03-22',
      nextStep: 'If this week is missed as well, I will decide whether I stop working with you for the time being.',
      actionLink: dispute,
      logLink: 'https://cadre.example.test/l/log.1',
    },
  ],
  [
    'warning by hand',
    'warning',
    {
      writtenOn: '2026-03-17',
      accounts: [second],
      byHand: true,
      reason: 'You have moved our last three sessions on the same morning.',
      recovery,
    },
  ],
  [
    'warning_heads_up',
    'warning_heads_up',
    {
      writtenOn: '2026-03-16',
      accounts: [first, second],
      goesOut: 'Tuesday, March 17, at 12:00 (Europe/Berlin)',
      nextStep: 'If they miss this week as well, you are asked whether you stop working with them for the time being.',
      actionLink: 'https://cadre.example.test/l/hold.1',
      excuseLink: 'https://cadre.example.test/l/excuse.1',
    },
  ],
  [
    'suspension_proposed',
    'suspension_proposed',
    {
      writtenOn: '2026-03-23',
      accounts: [first, second],
      actionLink: 'https://cadre.example.test/l/decide.1',
    },
  ],
  [
    'suspended',
    'suspended',
    { writtenOn: '2026-03-24', accounts: [first, second], takesEffectOn: '2026-03-24', makesUp: false },
  ],
  [
    'suspended, until it is made up',
    'suspended',
    {
      writtenOn: '2026-03-24',
      accounts: [second],
      takesEffectOn: '2026-03-24',
      makesUp: true,
      logLink: 'https://cadre.example.test/l/log.1',
    },
  ],
  [
    'reinstated',
    'reinstated',
    {
      writtenOn: '2026-04-02',
      accounts: [
        conversations(
          ['0 of 2 conversations', '0 of 1 conversation with somebody new'],
          ['2 conversations', '1 conversation with somebody new'],
          '2026-04-02',
          '2026-04-05',
        ),
      ],
      takesEffectOn: '2026-04-02',
      reason: 'We have agreed on two conversations a week until the summer.',
      nextEndsOn: '2026-04-05',
      nextStep: 'If this week is missed, I will write to you and ask what got in the way.',
    },
  ],
  ['reinstated, for it was made up', 'reinstated', { writtenOn: '2026-04-02', accounts: [], makesUp: true }],
  [
    'retraction',
    'retraction',
    {
      writtenOn: '2026-03-11',
      what: 'What I wrote about a missed week',
      accounts: [
        conversations(
          ['3 of 3 conversations', '2 of 2 conversations with somebody new'],
          [],
          '2026-03-02',
          '2026-03-08',
        ),
      ],
    },
  ],
]

test('the mails of the ladder read as they are written down (vitest -u writes them anew)', async () => {
  const letters = examples.map(([title, kind, facts], index) => {
    const rendered = renderBuiltIn(
      kind,
      { ...shared, ...facts, ...(coachKinds.includes(kind) ? { coachName: 'Ruth' } : {}) },
      { seed: `example ${index + 1}` },
    )
    if ('missing' in rendered) throw new Error(`${title} misses ${JSON.stringify(rendered.missing)}`)
    const quoted = rendered.text.replaceAll(/^(?=.)/gm, '> ').replaceAll(/^$/gm, '>')
    return `## ${title}\n\nSubject: **${rendered.subject}**\n\n${quoted}\n`
  })
  await expect(`# Examples of the ladder’s mails\n\n${letters.join('\n')}`).toMatchFileSnapshot('ladder.examples.md')
})

test('subjects say nothing that others at work should not read', () => {
  for (const [title, kind, facts] of examples) {
    const rendered = renderBuiltIn(kind, { ...shared, ...facts }, { seed: title })
    if ('missing' in rendered) throw new Error(title)
    expect(rendered.subject).not.toMatch(/coach|warning|missed|suspen|Nadia|Ruth|!/iu)
  }
})
