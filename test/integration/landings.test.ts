import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const call = (story: Story, method: string, url: string, body?: unknown, headers?: Record<string, string>) =>
  api.call(method, url, { as: story.practice.owner, body, headers })

async function landed() {
  const story = await tellStory(api)
  const response = await call(story, 'POST', `/v1/searches/${story.searchId}/landing`, landingOf(story))
  expect(response.statusCode, response.body).toBe(201)
  const made = response.json<{ landing: { id: string }; announcement: { id: string } }>()
  return { story, headers: response.headers, ...made }
}

describe('201', () => {
  it('ends the search, accepts the opportunity and draws up the announcement', async () => {
    const { story, landing, announcement } = await landed()
    expect(landing).toMatchObject({
      position: 'Head of Operations',
      searchId: story.searchId,
      opportunityId: story.opportunityId,
    })
    expect(announcement).toMatchObject({ status: 'draft', searchId: story.searchId })
    expect((await call(story, 'GET', `/v1/searches/${story.searchId}`)).json()).toMatchObject({ status: 'landed' })
    expect((await call(story, 'GET', `/v1/opportunities/${story.opportunityId}`)).json()).toMatchObject({
      status: 'accepted',
    })
  })

  it('carries no ETag: what is answered is two things, and no version of either', async () => {
    const { story, headers } = await landed()
    expect(headers.location).toBe(`/v1/searches/${story.searchId}/landing`)
    expect(headers.etag).toBeUndefined()
  })
})

describe('200', () => {
  it('tells the story hop by hop', async () => {
    const { story } = await landed()
    const told = (await call(story, 'GET', `/v1/searches/${story.searchId}/story`)).json() as {
      sentence: string
      hops: { name: string; effort: { minutes: number } }[]
      effort: Record<string, number>
    }
    expect(told.sentence).toBe(
      'It began with Tom Berg, who knew Ines Ferro, who knew Karl Nowak, who told Maya about the job of Head of Operations at Helio Works. ' +
        'Two calls, one meeting, 120 minutes.',
    )
    expect(told.hops.map((hop) => [hop.name, hop.effort.minutes])).toEqual([
      ['Tom Berg', 30],
      ['Ines Ferro', 0],
      ['Karl Nowak', 90],
    ])
    expect(told.effort).toMatchObject({ calls: 2, meetings: 1, minutes: 120, interactions: 3 })
  })

  it('correcting a landing rewrites the texts that nobody edited', async () => {
    const { story, announcement } = await landed()
    const url = `/v1/announcements/${announcement.id}/recipients?limit=100`
    const before = (await call(story, 'GET', url)).json() as { data: { id: string; contactName: string }[] }
    const paula = before.data.find((one) => one.contactName === 'Paula Okafor')!
    const edited = await call(story, 'PATCH', `/v1/announcement-recipients/${paula.id}`, {
      body: 'Dear Paula, it worked.',
    })
    expect(edited.statusCode, edited.body).toBe(200)
    await call(story, 'PATCH', `/v1/searches/${story.searchId}/landing`, { position: 'Chief Operating Officer' })
    const after = (await call(story, 'GET', url)).json() as {
      data: { contactName: string; body: string; status: string }[]
    }
    const hugo = after.data.find((one) => one.contactName === 'Hugo Brandt')!
    expect(hugo.body).toContain('Chief Operating Officer')
    expect(after.data.find((one) => one.contactName === 'Paula Okafor')).toMatchObject({
      body: 'Dear Paula, it worked.',
      status: 'needs_input',
    })
  })

  it('reopening lets the search land again', async () => {
    const { story } = await landed()
    const reopened = await call(story, 'POST', `/v1/searches/${story.searchId}/reopen`, {
      reason: 'The company withdrew.',
    })
    expect(reopened.json()).toMatchObject({ status: 'active', endedOn: null })
    const again = await call(story, 'POST', `/v1/searches/${story.searchId}/landing`, {
      ...landingOf(story),
      company: 'Other Works',
    })
    expect(again.statusCode, again.body).toBe(201)
  })
})

describe('204', () => {
  it('takes a landing back before anyone is told', async () => {
    const { story } = await landed()
    expect((await call(story, 'DELETE', `/v1/searches/${story.searchId}/landing`)).statusCode).toBe(204)
    expect((await call(story, 'GET', `/v1/searches/${story.searchId}/landing`)).statusCode).toBe(404)
    expect((await call(story, 'GET', `/v1/searches/${story.searchId}`)).json()).toMatchObject({ status: 'active' })
  })
})

describe('refusals', () => {
  it('409 for a second landing', async () => {
    const { story } = await landed()
    const second = await call(story, 'POST', `/v1/searches/${story.searchId}/landing`, landingOf(story))
    expect(second.statusCode).toBe(409)
    expect(second.json()).toMatchObject({ code: 'search_has_ended' })
  })

  it('409 to take back what somebody was told', async () => {
    const { story, announcement } = await landed()
    const page = (await call(story, 'GET', `/v1/announcements/${announcement.id}/recipients`)).json() as {
      data: { id: string }[]
    }
    await call(story, 'POST', `/v1/announcement-recipients/${page.data[0]!.id}/told`, {
      via: 'meeting',
      on: story.daysAgo(1).day,
      offeredHelp: true,
    })
    expect((await call(story, 'DELETE', `/v1/searches/${story.searchId}/landing`)).statusCode).toBe(409)
  })

  it('422 names every day that is out of order', async () => {
    const story = await tellStory(api)
    const response = await call(story, 'POST', `/v1/searches/${story.searchId}/landing`, {
      ...landingOf(story),
      landedOn: '2099-01-01',
      startsOn: '2098-01-01',
    })
    expect(response.statusCode).toBe(422)
    const { errors } = response.json() as { errors: { pointer: string }[] }
    expect(errors.map((error) => error.pointer)).toEqual(['/landedOn', '/startsOn'])
  })
})
