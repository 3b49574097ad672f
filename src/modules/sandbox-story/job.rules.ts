import type { Interview } from './story.rules.ts'

/*
 * Who the story is about, and what it ends with.
 */

export const client = { name: 'Maya Sandoval', timeZone: 'America/Chicago' }
export const consent = { daysAgo: 8, how: 'She said so in our session, and wrote it down.' }

export const search = { title: 'Head of operations, something that is made', startedDaysAgo: 208 }

export const opportunity = { company: 'Alder & Finch', role: 'Director of Operations' }

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
