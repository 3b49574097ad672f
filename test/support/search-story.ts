import { expect } from 'vitest'
import type { TestApi, TestPractice } from './api.ts'

/** A client in the middle of a search, with people around her; everything made through the API. */
export interface Story {
  practice: TestPractice
  clientId: string
  searchId: string
  opportunityId: string
  contacts: Record<'tom' | 'ines' | 'karl' | 'paula' | 'omar' | 'rosa' | 'hugo' | 'stranger', string>
  make(url: string, body: unknown): Promise<Record<string, never> & { id: string }>
  daysAgo(days: number): { instant: string; day: string }
}

/**
 * Tom introduced Ines, who introduced Karl, who told of the job at Helio Works. Paula advised, Omar has no address,
 * Rosa prefers calls, Hugo works at Helio Works and interviewed, and nobody talked with the stranger.
 */
export async function tellStory(api: TestApi, { consent = true } = {}): Promise<Story> {
  const practice = await api.practice()
  const make: Story['make'] = async (url, body) => {
    const response = await api.call('POST', url, { as: practice.owner, body })
    expect(response.statusCode, `${url} ${response.body}`).toBe(201)
    return response.json()
  }
  const daysAgo: Story['daysAgo'] = (days) => {
    const instant = new Date(Date.now() - days * 86_400_000).toISOString()
    return { instant, day: instant.slice(0, 10) }
  }
  const client = await make('/v1/clients', {
    name: 'Maya Lindqvist',
    email: `maya-${practice.practiceId.slice(-8)}@example.test`,
    timeZone: 'UTC',
    ...(consent ? { consents: { coachApprovesForMe: { givenOn: daysAgo(200).day, how: 'by e-mail' } } } : {}),
  })
  const contact = async (name: string, more: Record<string, unknown> = {}) => {
    const email = `${name.split(' ')[0]!.toLowerCase()}@people.example`
    return (await make(`/v1/clients/${client.id}/contacts`, { name, email, ...more })).id
  }
  const contacts: Story['contacts'] = {
    tom: await contact('Tom Berg'),
    ines: await contact('Ines Ferro'),
    karl: await contact('Karl Nowak'),
    paula: await contact('Paula Okafor'),
    omar: await contact('Omar Haddad', { email: undefined, phone: '+49 30 1234567' }),
    rosa: await contact('Rosa Lind', { preferredChannel: 'call' }),
    hugo: await contact('Hugo Brandt', { company: 'Helio Works' }),
    stranger: await contact('Sven Olsen'),
  }
  const search = await make(`/v1/clients/${client.id}/searches`, { startedOn: daysAgo(180).day })
  await make(`/v1/contacts/${contacts.tom}/introductions`, {
    introducedContactId: contacts.ines,
    introducedOn: daysAgo(120).day,
  })
  await make(`/v1/contacts/${contacts.ines}/introductions`, {
    introducedContactId: contacts.karl,
    introducedOn: daysAgo(90).day,
  })
  const opportunity = await make(`/v1/searches/${search.id}/opportunities`, {
    company: 'Helio Works',
    role: 'Head of Operations',
    source: 'contact',
    sourceContactId: contacts.karl,
  })
  const log = (type: string, days: number, who: (keyof typeof contacts)[], more: Record<string, unknown> = {}) =>
    make(`/v1/clients/${client.id}/interactions`, {
      type,
      direction: 'mutual',
      occurredAt: daysAgo(days).instant,
      contacts: who.map((name) => ({ contactId: contacts[name] })),
      ...more,
    })
  await log('call', 150, ['tom'], { minutes: 30 })
  await log('call', 110, ['ines'])
  await log('meeting', 80, ['karl'], { minutes: 90 })
  await log('email', 60, ['omar'])
  await log('call', 50, ['rosa'])
  await log('video_call', 40, ['paula'], {
    contacts: [
      {
        contactId: contacts.paula,
        advice: { about: 'lead with turnaround results', helped: 'be more focused when talking about my background' },
      },
    ],
  })
  await make(`/v1/opportunities/${opportunity.id}/interviews`, {
    round: 1,
    occurredAt: daysAgo(20).instant,
    interviewers: [{ name: 'Hugo Brandt', role: 'Head of the company', contactId: contacts.hugo }],
  })
  return { practice, clientId: client.id, searchId: search.id, opportunityId: opportunity.id, contacts, make, daysAgo }
}

/** What the story's search landed in. */
export const landingOf = (story: Story) => ({
  position: 'Head of Operations',
  company: 'Helio Works',
  companyDescription: 'a maker of small wind turbines',
  startsOn: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10),
  landedOn: story.daysAgo(2).day,
  opportunityId: story.opportunityId,
})
