import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { answerOf, isPage, operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { type DescribedOperation, parametersOf, sampleRequest, send } from '../support/requests.ts'
import { type Side, startWorld, type World } from '../support/world.ts'

/* A cursor is good for the list that gave it, as it was given, and for nothing else. */

const { document } = await describeApi()
const lists = operationsOf(document)
  .filter(({ operation }) => isPage(answerOf(document, operation) ?? {}))
  .map((described) => ({ title: described.path, described }))

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

async function list(side: Side, described: DescribedOperation, query: Record<string, string>) {
  const request = { ...sampleRequest(document, described, side.ada), query }
  return send(world.api, described, request, await side.signIn(described.operation['x-roles'][0] as Role))
}

interface Page {
  data: { id: string }[]
  nextCursor: string | null
}

describe('every list', () => {
  test.each(lists)('$title shows everything once, page by page', async ({ described }) => {
    const whole = (await list(world.north, described, { limit: '100' })).json<Page>()
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Page = (await list(world.north, described, { limit: '1', ...(cursor ? { cursor } : {}) })).json()
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(whole.nextCursor).toBeNull()
    expect(seen).toEqual(whole.data.map(({ id }) => id))
  })

  test.each(lists)('$title in every order it offers', async ({ described }) => {
    const sort = parametersOf(described).find(({ name }) => name === 'sort')
    const orders = (sort?.schema['enum'] ?? []) as string[]
    const ids = async (order: string) =>
      (await list(world.north, described, { limit: '100', sort: order })).json<Page>().data.map(({ id }) => id)
    for (const order of orders) {
      const all = await ids(order)
      const first = (await list(world.north, described, { limit: '1', sort: order })).json<Page>()
      if (!first.nextCursor) continue
      const rest = await list(world.north, described, { sort: order, cursor: first.nextCursor })
      expect([first.data[0]!.id, ...rest.json<Page>().data.map(({ id }) => id)], order).toEqual(all)
      for (const other of orders.filter((one) => one !== order)) {
        const refused = await list(world.north, described, { sort: other, cursor: first.nextCursor })
        expect(refused.statusCode, `${order}, then ${other}`).toBe(400)
      }
    }
  })

  test.each(lists)('$title goes on only with the filters that it began with', async ({ described }) => {
    const { nextCursor } = (await list(world.north, described, { limit: '1' })).json<Page>()
    const filters = parametersOf(described).filter(
      ({ name, in: where, required }) => where === 'query' && !required && !['limit', 'cursor', 'sort'].includes(name),
    )
    if (!nextCursor) return
    for (const { name } of filters) {
      const { query } = sampleRequest(document, described, world.north.ada, { in: 'query', at: name })
      const answer = await list(world.north, described, { ...query, cursor: nextCursor })
      expect([name, answer.statusCode]).toEqual([name, 400])
    }
  })

  test.each(lists)('$title refuses the cursors of others', async ({ described }) => {
    const { nextCursor } = (await list(world.south, described, { limit: '1' })).json<Page>()
    if (!nextCursor) return
    const foreign = await list(world.north, described, { cursor: nextCursor })
    expect([foreign.statusCode, foreign.json<{ code: string }>().code]).toEqual([400, 'bad_cursor'])
  })
})

test('one bit changed is another cursor', async () => {
  const { described } = lists.find(({ title }) => title === '/v1/clients')!
  const cursor = (await list(world.north, described, { limit: '1' })).json<Page>().nextCursor!
  const as = world.north.practice.owner
  for (let bit = 0; bit < cursor.length * 8; bit += 1) {
    const bytes = Buffer.from(cursor)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    const changed = encodeURIComponent(bytes.toString('latin1'))
    const answer = await world.api.call('GET', `/v1/clients?cursor=${changed}`, { as })
    expect([answer.statusCode, answer.json<{ code: string }>().code], `bit ${bit}`).toEqual([400, 'bad_cursor'])
  }
  for (const nonsense of ['.', 'e30.', `${cursor}.x`, `${cursor}=`, encodeURIComponent('\u0000')]) {
    const answer = await world.api.call('GET', `/v1/clients?cursor=${nonsense}`, { as })
    expect([400, 422], nonsense).toContain(answer.statusCode)
  }
})

test('no row is skipped or shown twice while others come and go', async () => {
  const { clients } = world.north.ada.ids
  const as = world.north.practice.owner
  const url = `/v1/clients/${clients![0]!}/contacts`
  const write = async (name: string) =>
    (await world.api.call('POST', url, { as, body: { name } })).json<{ id: string }>().id
  const remove = (id: string) => world.api.call('DELETE', `/v1/contacts/${id}`, { as })
  const staying: string[] = []
  const going: string[] = []
  for (let n = 0; n < 60; n += 1) (n % 3 ? staying : going).push(await write(`Reader ${String(n).padStart(2, '0')}`))

  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page = await world.api.call('GET', `${url}?limit=4&sort=name${cursor ? `&cursor=${cursor}` : ''}`, { as })
    const { data, nextCursor } = page.json<Page>()
    seen.push(...data.map(({ id }) => id))
    cursor = nextCursor
    const last = going.pop()
    await Promise.all([
      write(`A newcomer ${seen.length}`),
      write(`Zoe ${seen.length}`),
      last ? remove(last) : undefined,
    ])
  } while (cursor && seen.length < 500)
  expect(seen).toHaveLength(new Set(seen).size)
  expect(staying.filter((id) => !seen.includes(id))).toEqual([])
})
