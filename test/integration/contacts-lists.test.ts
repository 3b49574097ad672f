import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

interface Page {
  data: { id: string; name: string }[]
  nextCursor: string | null
}

/* Added in this order; lastTouch and the rest chosen so that every order differs from it and has ties. */
const people = [
  {
    name: 'émile',
    company: 'Österreichische Post',
    tier: 'inner',
    tags: ['Board', 'post'],
    touched: '2025-03-01T12:00Z',
  },
  { name: 'Zoë', tier: 'inner', tags: ['board'], nextFollowUpOn: '2035-04-01' },
  {
    name: 'Ana',
    company: 'fjord energy',
    tags: ['energy'],
    touched: '2025-01-31T23:30Z',
    nextFollowUpOn: '2035-02-01',
  },
  { name: 'Fay', company: 'Fjord Energy', tier: 'active', touched: '2024-12-24T10:00Z', nextFollowUpOn: '2035-04-01' },
  { name: 'Ana', tier: 'active', touched: '2025-03-01T12:00Z' },
  { name: 'bo', company: 'Acme', tags: ['BOARD', 'energy'] },
  { name: 'Émile', company: 'acme' },
]

let api: TestApi
let practice: TestPractice
let ids: string[]
let list: string

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const maya = { name: 'Maya', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
  const client = await api.call('POST', '/v1/clients', { as: practice.owner, body: maya })
  list = `/v1/clients/${client.json<{ id: string }>().id}/contacts`
  ids = []
  for (const { touched, ...body } of people) {
    const introducedBy = ids.length === 3 || ids.length === 5 ? ids[1] : undefined
    const { id } = (await api.call('POST', list, { as: practice.owner, body: { ...body, introducedBy } })).json<{
      id: string
    }>()
    await api.database.admin.query(
      'update contacts set last_interaction_at = $2, first_interaction_at = $2 where id = $1',
      [id, touched],
    )
    ids.push(id)
    // Else their cadence would give them a day as well.
    if (!body.nextFollowUpOn) {
      await api.call('PUT', `/v1/contacts/${id}/cadence`, { as: practice.owner, body: { status: 'off' } })
    }
  }
})
afterAll(() => api.stop())

/** Where those in a list were added, through every page of it. */
async function pageThrough(query: string, limit = 100): Promise<number[]> {
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const url: string = `${list}?limit=${limit}&${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const response = await api.call('GET', url, { as: practice.owner })
    expect(response.statusCode, response.body).toBe(200)
    const page = response.json<Page>()
    expect(page.data.length).toBeLessThanOrEqual(limit)
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor)
  return seen.map((id) => ids.indexOf(id))
}

describe('orders', () => {
  it.each([
    ['', [2, 4, 5, 0, 6, 3, 1]],
    ['sort=name', [2, 4, 5, 0, 6, 3, 1]],
    ['sort=-name', [1, 3, 6, 0, 5, 4, 2]],
    ['sort=createdAt', [0, 1, 2, 3, 4, 5, 6]],
    ['sort=-createdAt', [6, 5, 4, 3, 2, 1, 0]],
    ['sort=lastInteractionAt', [1, 5, 6, 3, 2, 0, 4]],
    ['sort=-lastInteractionAt', [4, 0, 2, 3, 6, 5, 1]],
    ['sort=company', [5, 6, 2, 3, 0, 1, 4]],
    ['sort=nextFollowUpOn', [2, 1, 3, 0, 4, 5, 6]],
  ])('%s, in one page and through every size of page, everybody once', async (query, expected) => {
    for (const limit of [100, 1, 2, 3]) expect(await pageThrough(query, limit)).toEqual(expected)
  })
})

describe('filters', () => {
  it.each([
    ['tag=board', [0, 1, 5]],
    ['tag=ENERGY', [2, 5]],
    ['tag=boar', []],
    ['tier=inner', [0, 1]],
    ['tier=extended', [2, 5, 6]],
    ['company=Fjord%20%20ENERGY', [2, 3]],
    ['company=osterreichische%20post', [0]],
    ['company=Fjord', []],
    ['neverTouched=true', [1, 5, 6]],
    ['neverTouched=false', [0, 2, 3, 4]],
    ['lastTouchedBefore=2025-01-31T23:30:00Z', [3]],
    ['lastTouchedBefore=2025-01-31T23:30:00.001Z', [2, 3]],
    ['lastTouchedAfter=2025-01-31T23:30:00Z', [0, 2, 4]],
    ['lastTouchedAfter=2025-02-01', [0, 2, 4]],
    ['lastTouchedBefore=2025-02-01', [3]],
    ['lastTouchedAfter=2025-01-01&lastTouchedBefore=2025-03-01', [2]],
    ['dueBefore=2035-02-01', []],
    ['dueBefore=2035-02-02', [2]],
    ['dueBefore=2035-05-01&tier=active', [3]],
    ['tag=board&tier=inner&neverTouched=true', [1]],
  ])('%s', async (query, expected) => {
    expect(await pageThrough(`${query}&sort=createdAt`, 2)).toEqual(expected)
    expect(new Set(await pageThrough(query))).toEqual(new Set(expected))
  })

  it('a tag, in every order and direction, and still when one of them has another name', async () => {
    const tagged = async (sort: string) => {
      const [whole, ...cut] = await Promise.all(
        [100, 1, 2].map((limit) => pageThrough(`tag=board&sort=${sort}`, limit)),
      )
      for (const pages of cut) expect(pages).toEqual(whole)
      return whole
    }
    expect(await tagged('name')).toEqual([5, 0, 1])
    expect(await tagged('-name')).toEqual([1, 0, 5])
    expect(await tagged('company')).toEqual([5, 0, 1])
    const rename = async (name: string) => {
      const path = `/v1/contacts/${ids[0]}`
      const { headers } = await api.call('GET', path, { as: practice.owner })
      const match = { 'if-match': String(headers['etag']) }
      const renamed = await api.call('PATCH', path, { as: practice.owner, headers: match, body: { name } })
      expect(renamed.statusCode, renamed.body).toBe(200)
    }
    await rename('Zola')
    expect(await tagged('name')).toEqual([5, 1, 0])
    await rename('émile')
    expect(await tagged('name')).toEqual([5, 0, 1])
  })

  it('introducedBy', async () => {
    expect(await pageThrough(`introducedBy=${ids[1]}&sort=createdAt`, 1)).toEqual([3, 5])
    expect(await pageThrough(`introducedBy=${ids[3]}`)).toEqual([])
    expect(await pageThrough('introducedBy=01890000-0000-7000-8000-000000000000')).toEqual([])
  })
})

describe('refusals', () => {
  it.each([
    'tier=best', 'tag=', 'company=%00', 'introducedBy=me', 'lastTouchedBefore=yesterday', 'dueBefore=2025-02-30',
    'neverTouched=maybe', 'sort=phone', 'limit=101', 'q=', `tag=${'x'.repeat(51)}`,
  ])('422 for %s', async (query) => {
    expect((await api.call('GET', `${list}?${query}`, { as: practice.owner })).statusCode).toBe(422)
  }) // prettier-ignore

  it("400 for another list's cursor", async () => {
    const first = await api.call('GET', `${list}?limit=1&sort=name`, { as: practice.owner })
    const { nextCursor } = first.json<Page>()
    for (const query of ['sort=company', 'sort=name&tier=inner']) {
      const response = await api.call('GET', `${list}?${query}&cursor=${nextCursor}`, { as: practice.owner })
      expect(response.json()).toMatchObject({ status: 400, code: 'bad_cursor' })
    }
  })
})

it('answers everybody as they are when read by themselves, every value in its place', async () => {
  const body = {
    name: 'Ægir "the" \\ Ólafsson\n',
    email: 'aegir@example.test',
    phone: '+354 555 0100',
    notes: 'Line one\nline two\t\u2028end',
    thingsToRemember: '</script>',
    tags: ['a,b', '{c}', '"d"'],
    preferredChannel: 'call',
    nextFollowUpOn: '2025-12-31',
    introducedBy: ids[0],
  }
  expect((await api.call('POST', list, { as: practice.owner, body })).statusCode).toBe(201)
  const listed = (await api.call('GET', `${list}?limit=100`, { as: practice.owner })).json<Page>().data
  expect(listed.length).toBe(people.length + 1)
  for (const contact of listed) {
    const alone = await api.call('GET', `/v1/contacts/${contact.id}`, { as: practice.owner })
    expect(JSON.stringify(contact)).toBe(alone.body)
  }
})
