import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { callWith, type Made, startNetwork } from '../support/network.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const nobody = '0197f3a0-0000-7000-8000-000000000000'

describe('200', () => {
  it('pages newest first or oldest first, nobody twice, ties included', async () => {
    const other = await startNetwork(api)
    const list = `/v1/clients/${other.clientId}/interactions`
    const interactions = [5, 1, 3, 3, 3, 2, 4].map((day) => ({
      ...callWith(other.contactIds[0]),
      occurredAt: `2024-03-0${day}T09:00:00Z`,
    }))
    await other.make(`${list}/batch`, { interactions })
    for (const [sort, days] of [
      ['', '5433321'],
      ['&sort=occurredAt', '1233345'],
    ]) {
      const seen: Made[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: { data: Made[]; nextCursor: string | null } = await other.read(
          `${list}?limit=2${sort}${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...page.data)
        cursor = page.nextCursor
      }
      expect(seen.map(({ occurredAt }) => (occurredAt as string)[9]).join('')).toBe(days)
      expect(new Set(seen.map(({ id }) => id)).size).toBe(7)
    }
  })

  it('filters by contact, type and time, and tells one contact their timeline', async () => {
    const other = await startNetwork(api)
    const [first, second] = other.contactIds
    const list = `/v1/clients/${other.clientId}/interactions`
    await other.make(`${list}/batch`, {
      interactions: [
        { ...callWith(first), summary: 'a' },
        { ...callWith(first, second), type: 'email', occurredAt: '2024-04-01T00:00:00Z', summary: 'b' },
        { ...callWith(second), occurredAt: '2024-05-01T00:00:00Z', summary: 'c' },
      ],
    })
    const found = async (path: string) =>
      (await other.read<{ data: { summary: string }[] }>(path)).data.map(({ summary }) => summary).join('')
    expect(await found(list)).toBe('cba')
    expect(await found(`${list}?contactId=${second}`)).toBe('cb')
    expect(await found(`${list}?contactId=${second}&type=email`)).toBe('b')
    expect(await found(`${list}?contactId=${nobody}`)).toBe('')
    expect(await found(`${list}?occurredAfter=2024-04-01T00:00:00Z`)).toBe('cb')
    expect(await found(`${list}?occurredBefore=2024-04-01T00:00:00Z`)).toBe('a')
    expect(await found(`/v1/contacts/${first}/interactions`)).toBe('ba')
    expect(await found(`/v1/contacts/${first}/interactions?sort=occurredAt&type=call`)).toBe('a')
  })

  it("counts in a search what names it, and what names none on its days by the client's calendar", async () => {
    const other = await startNetwork(api)
    const list = `/v1/clients/${other.clientId}/interactions`
    const searches = `/v1/clients/${other.clientId}/searches`
    const earlier = await other.make(searches, { startedOn: '2024-01-01' })
    await other.call('PATCH', `/v1/searches/${earlier.id}`, { status: 'withdrawn', endedOn: '2024-01-31' })
    const search = await other.make(searches, { startedOn: '2024-03-01' })
    await other.call('PATCH', `/v1/searches/${search.id}`, { status: 'withdrawn', endedOn: '2024-03-31' })
    const at = (occurredAt: string, summary: string, searchId?: string) => ({
      ...callWith(other.contactIds[0]),
      occurredAt,
      summary,
      searchId,
    })
    await other.make(`${list}/batch`, {
      interactions: [
        // Stockholm is an hour ahead in winter, two from 31 March 2024 on.
        at('2024-02-29T22:59:59Z', 'the evening before'),
        at('2024-02-29T23:00:00Z', 'the first moment'),
        at('2024-03-31T21:59:59Z', 'the last moment'),
        at('2024-03-31T22:00:00Z', 'the night after'),
        at('2023-06-01T12:00:00Z', 'long before, and named', search.id),
        at('2024-03-15T12:00:00Z', 'a thank-you of the earlier search', earlier.id),
      ],
    })
    const { data } = await other.read<{ data: Made[] }>(`${list}?searchId=${search.id}&sort=occurredAt`)
    expect(data.map(({ summary }) => summary)).toEqual([
      'long before, and named',
      'the first moment',
      'the last moment',
    ])
    expect(data.map(({ searchId }) => searchId)).toEqual([search.id, null, null])
    const foreign = await startNetwork(api)
    const theirs = await foreign.make(`/v1/clients/${foreign.clientId}/searches`, {})
    expect(await other.read(`${list}?searchId=${theirs.id}`)).toEqual({ data: [], nextCursor: null })
  })
})
