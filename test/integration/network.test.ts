import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

interface Network {
  total: number
  nodes: { contactId: string; name: string; tier: string; introducerContactId: string | null }[]
  edges: { introducerContactId: string; introducedContactId: string; primary: boolean }[]
  landings: { searchId: string; company: string; path: string[] }[]
}

let api: TestApi
let story: Story
let url: string
beforeAll(async () => {
  api = await startTestApi()
  story = await tellStory(api)
  url = `/v1/clients/${story.clientId}/network`
  await story.make(`/v1/searches/${story.searchId}/landing`, landingOf(story))
})
afterAll(() => api.stop())

const get = (path: string, headers: Record<string, string> = {}, as = story.practice.owner) =>
  api.call('GET', path, { as, headers })
const svg = { accept: 'image/svg+xml' }

describe('200', () => {
  it('says who introduced whom, and who led to the job', async () => {
    const { total, nodes, edges, landings } = (await get(url)).json<Network>()
    const { tom, ines, karl } = story.contacts
    expect(total).toBe(8)
    expect(
      nodes
        .slice(0, 3)
        .map(({ contactId }) => contactId)
        .toSorted(),
    ).toEqual([tom, ines, karl].toSorted())
    expect(nodes.find(({ contactId }) => contactId === karl)).toMatchObject({
      introducerContactId: ines,
      name: 'Karl Nowak',
    })
    expect(edges).toMatchObject([
      { introducerContactId: tom, introducedContactId: ines, primary: true },
      { introducerContactId: ines, introducedContactId: karl, primary: true },
    ])
    expect(landings).toMatchObject([{ searchId: story.searchId, company: 'Helio Works', path: [tom, ines, karl] }])
  })

  it('with fewer people than there are keeps those who led to the job', async () => {
    const { total, nodes } = (await get(`${url}?limit=3`)).json<Network>()
    expect(total).toBe(8)
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(['Ines Ferro', 'Karl Nowak', 'Tom Berg'])
  })

  it('is a picture for whoever would rather have one', async () => {
    const picture = await get(url, svg)
    expect(picture.headers['content-type']).toBe('image/svg+xml; charset=utf-8')
    expect(picture.body).toContain('The network of Maya Lindqvist')
    expect(picture.body).toContain('It began with Tom Berg, who introduced Ines Ferro, who introduced Karl Nowak.')
    expect((await get(url, { ...svg, 'if-none-match': picture.headers.etag as string })).statusCode).toBe(304)
    expect((await get(`${url}?scheme=dark&searchId=${story.searchId}`, svg)).body).not.toBe(picture.body)
    const asImage = 'image/avif,image/svg+xml,image/*,*/*;q=0.8'
    expect((await get(url, { accept: asImage })).headers['content-type']).toContain('image/svg+xml')
    for (const accept of ['*/*', 'application/json', 'image/svg+xml;q=0.5, application/json']) {
      expect((await get(url, { accept })).headers['content-type']).toContain('application/json')
    }
  })

  it('is for the client as well', async () => {
    const maya = await story.practice.clientSession(story.clientId)
    expect((await get(url, {}, maya)).json<Network>().total).toBe(8)
    expect((await get(url, svg, maya)).statusCode).toBe(200)
  })

  it('of somebody who knows nobody is empty', async () => {
    const body = { name: 'Nils', email: 'nils@example.test', timeZone: 'UTC' }
    const { id } = (await api.call('POST', '/v1/clients', { as: story.practice.owner, body })).json<{ id: string }>()
    expect((await get(`/v1/clients/${id}/network`)).json()).toMatchObject({
      total: 0,
      nodes: [],
      edges: [],
      landings: [],
    })
    expect((await get(`/v1/clients/${id}/network`, svg)).body).toContain('0 people')
  })
})

describe('422', () => {
  it('for a search that did not land, however large the picture', async () => {
    const search = '0197f3a0-0000-7000-8000-000000000000'
    expect((await get(`${url}?searchId=${search}`, svg)).json()).toMatchObject({ errors: [{ pointer: '?searchId' }] })
    expect((await get(`${url}?limit=5001`)).statusCode).toBe(422)
  })
})
