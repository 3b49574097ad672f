import type { ClientStory } from './story.rules.ts'

/** In the middle of a search: some people wait for an answer, and an interview lies ahead. */
export const theo: ClientStory = {
  client: { name: 'Theo Marchetti', timeZone: 'Europe/Lisbon' },
  people: {
    'Ines Carvalho': {
      title: 'Epidemiologist',
      company: 'City Health Office',
      tier: 'inner',
      tags: ['former colleague'],
      followUpInDays: -3,
      thingsToRemember: 'Runs the half marathon in spring.',
    },
    'Bram de Wit': { title: 'Head of data', company: 'Meadow Insurance', tier: 'active', followUpInDays: 4 },
    'Sofia Almeida': { title: 'Statistician', company: 'Tagus Institute', tier: 'active', tags: ['alumni'] },
    'Kofi Mensah': { title: 'Programme manager', company: 'Clean Water Fund', followUpInDays: 11 },
    'Lena Hartwig': { title: 'Recruiter', company: 'Hartwig & Co', phone: '+351 21 555 0120' },
    'Amadou Ba': { email: false, title: 'Retired physician', phone: '+351 21 555 0121', howMet: 'Chess club.' },
    'Yuki Mori': { title: 'Analyst', company: 'Tagus Institute' },
  },
  search: {
    title: 'Data analyst, public health',
    startedDaysAgo: 63,
    conversations: [
      {
        daysAgo: 60,
        type: 'call',
        with: ['Ines Carvalho'],
        minutes: 40,
        advice: [{ about: 'show one finished analysis', helped: 'talk about work instead of courses' }],
      },
      { daysAgo: 55, type: 'email', direction: 'outbound', with: ['Bram de Wit'], summary: 'Asked for half an hour.' },
      { daysAgo: 48, type: 'video_call', with: ['Bram de Wit'], minutes: 30 },
      { daysAgo: 44, type: 'email', direction: 'inbound', with: ['Ines Carvalho'], introduces: 'Sofia Almeida' },
      {
        daysAgo: 37,
        type: 'meeting',
        with: ['Sofia Almeida'],
        minutes: 60,
        advice: [{ about: 'read their last two reports' }],
        aboutTheJob: true,
      },
      { daysAgo: 30, type: 'call', with: ['Lena Hartwig'], minutes: 15 },
      { daysAgo: 22, type: 'call', with: ['Amadou Ba'], minutes: 25, summary: 'He knows everybody at the Fund.' },
      { daysAgo: 17, type: 'email', direction: 'outbound', with: ['Kofi Mensah'] },
      { daysAgo: 6, type: 'call', with: ['Sofia Almeida'], minutes: 20, aboutTheJob: true },
    ],
    opportunities: [
      {
        company: 'Tagus Institute',
        role: 'Data analyst',
        source: 'contact',
        told: 'Sofia Almeida',
        status: 'interviewing',
        interviews: [
          {
            daysAgo: 9,
            outcome: 'They want to see how I work: a second round.',
            interviewers: [{ name: 'Yuki Mori', role: 'analyst' }],
          },
          { daysAgo: -6, interviewers: [{ name: 'Rita Nogueira', role: 'head of research' }] },
        ],
      },
      {
        company: 'Clean Water Fund',
        role: 'Monitoring officer',
        source: 'job_board',
        status: 'applied',
        interviews: [],
      },
      {
        company: 'Meadow Insurance',
        role: 'Junior actuary',
        source: 'recruiter',
        told: 'Lena Hartwig',
        status: 'lost',
        interviews: [],
      },
    ],
  },
}

/** Nothing has happened yet, and nothing will for a while. */
export const grace: ClientStory = {
  client: { name: 'Grace Whitlock', timeZone: 'Australia/Sydney' },
  isPaused: true,
  people: {},
}
