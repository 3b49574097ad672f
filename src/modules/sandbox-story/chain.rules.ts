import type { Name } from './people.rules.ts'
import type { Conversation } from './story.rules.ts'

/** Through whom the job was found: from the first to the one who told of it. */
export const chain: Name[] = ['Henrik Olsen', 'Priya Raman', 'Walter Okafor']

/** Three calls, four e-mails, one meeting, ninety minutes. */
export const chainOfConversations: Conversation<Name>[] = [
  { daysAgo: 204, type: 'email', direction: 'outbound', with: ['Henrik Olsen'], summary: 'Told him what I look for.' },
  {
    daysAgo: 201,
    type: 'call',
    with: ['Henrik Olsen'],
    advice: [{ about: 'choose a company that has outgrown its founder', helped: 'know where to look' }],
  },
  {
    daysAgo: 187,
    type: 'email',
    direction: 'inbound',
    with: ['Henrik Olsen'],
    introduces: 'Priya Raman',
    summary: 'Put me in touch with Priya, who once ran a plant with him.',
  },
  {
    daysAgo: 171,
    type: 'call',
    with: ['Priya Raman'],
    advice: [{ about: 'ask for stories instead of openings', helped: 'hear of jobs that nobody had advertised' }],
  },
  {
    daysAgo: 128,
    type: 'email',
    direction: 'inbound',
    with: ['Priya Raman'],
    introduces: 'Walter Okafor',
    summary: 'She wrote to Walter, and copied me.',
  },
  { daysAgo: 118, type: 'email', direction: 'inbound', with: ['Walter Okafor'], summary: 'Come and see my boat.' },
  { daysAgo: 104, type: 'call', with: ['Walter Okafor'] },
  {
    daysAgo: 86,
    type: 'meeting',
    with: ['Walter Okafor'],
    minutes: 90,
    summary: 'Ninety minutes in his boatyard. Alder & Finch will need somebody, and nobody outside knows it yet.',
    advice: [{ about: 'bring a plan for the first hundred days', helped: 'show the board how I think' }],
  },
]
