import type { Name } from './people.ts'

/*
 * Who it is about, and what it ends with. Days are counted back from the day the demo runs.
 */

export const practice = { name: 'Northlight Coaching', timeZone: 'America/Chicago' }
export const coach = { name: 'Ruth Adeyemi', password: 'lantern on the harbour wall' }
export const client = { name: 'Maya Sandoval', timeZone: 'America/Chicago' }
export const consent = { daysAgo: 8, how: 'She said so in our session, and wrote it down.' }

export const search = { title: 'Head of operations, something that is made', startedDaysAgo: 208 }

export const opportunity = { company: 'Alder & Finch', role: 'Director of Operations' }

interface Interview {
  daysAgo: number
  outcome: string
  interviewers: { name: Name | 'Agnes Thorne'; role: string }[]
}

export const interviews: Interview[] = [
  {
    daysAgo: 58,
    outcome: 'She wants me to meet the board.',
    interviewers: [{ name: 'Eleanor Marsh', role: 'head of the company' }],
  },
  {
    daysAgo: 27,
    outcome: 'They make an offer.',
    interviewers: [
      { name: 'Rafael Costa', role: 'chair of the board' },
      { name: 'Agnes Thorne', role: 'member of the board' },
    ],
  },
]

export const landing = {
  position: 'Director of Operations',
  company: 'Alder & Finch',
  companyDescription: 'makes heat pumps for old houses',
}

/** What Maya puts into Jonas's letter with her own hand. */
export const edit = {
  reader: 'Jonas Weber',
  adds: 'Your question hangs above my desk, in capital letters.',
} satisfies { reader: Name; adds: string }

export const skipReason = { code: 'would_harm', detail: 'He was in the running for the same job.' } as const
