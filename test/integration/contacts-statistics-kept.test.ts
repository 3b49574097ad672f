import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Made, type Network, startNetwork } from '../support/network.ts'

/* Whatever is done to conversations and to people, in any order: what is kept of a contact is what a recount finds. */

let api: TestApi
let network: Network
beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
})
afterAll(() => api.stop())

const person = fc.nat(3)
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 3 })
const type = fc.constantFrom('call', 'video_call', 'email', 'meeting', 'event', 'message', 'letter')
const minutes = fc.option(fc.integer({ min: 0, max: 90 }))
const day = fc.integer({ min: 1, max: 28 })
const which = fc.nat(20)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('log' as const), type, minutes, day, people }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), which, type, minutes, day, people }) },
  fc.record({ do: fc.constant('remove' as const), which }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), into: person, from: person }) },
  fc.record({ do: fc.constant('undo' as const) }),
)

it('is right after any history of edits, deletions, merges and their undoing', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
      const { clientId, make, call } = network
      const ids: string[] = []
      for (const name of ['A', 'B', 'C', 'D']) ids.push((await make(`/v1/clients/${clientId}/contacts`, { name })).id)
      const logged: string[] = []
      const merges: string[] = []
      // Who was merged is meant by whom they became; nobody is named twice.
      const present = async (those: number[]) => {
        const now = await Promise.all(those.map(async (n) => (await network.read(`/v1/contacts/${ids[n]}`)).id))
        return [...new Set(now)].map((contactId) => ({ contactId }))
      }
      const at = (n: number) => `2024-03-${String(n).padStart(2, '0')}T10:00:00.000Z`
      for (const one of steps) {
        if (one.do === 'log') {
          const { type, minutes, day, people } = one
          const body = { type, occurredAt: at(day), minutes: minutes ?? undefined, contacts: await present(people) }
          logged.push((await make(`/v1/clients/${clientId}/interactions`, body)).id)
        } else if (one.do === 'merge') {
          const response = await call('POST', `/v1/contacts/${ids[one.into]}/merge`, { from: [ids[one.from]] })
          if (response.statusCode === 200) merges.push(response.json<Made>().id)
          else expect(response.statusCode, response.body).toBe(422)
        } else if (one.do === 'undo') {
          const merge = merges.pop()
          if (merge) expect((await call('POST', `/v1/merges/${merge}/undo`)).statusCode).toBe(200)
        } else if (logged.length > 0) {
          const id = logged[one.which % logged.length]!
          const body = one.do === 'edit' && {
            type: one.type, minutes: one.minutes, occurredAt: at(one.day), contacts: await present(one.people),
          } // prettier-ignore
          const response = await call(body ? 'PATCH' : 'DELETE', `/v1/interactions/${id}`, body || undefined)
          expect(response.statusCode, response.body).toBe(body ? 200 : 204)
          if (!body) logged.splice(logged.indexOf(id), 1)
        }
      }
      expect(await wrongOnes()).toEqual([])
    }),
    { numRuns: 12 },
  ))

/** Contacts of the client whose statistics are not what their conversations come to. */
async function wrongOnes() {
  const { rows } = await api.database.admin.query<object>(
    `select c.id, to_jsonb(c) as kept, to_jsonb(r) as recounted
       from contacts c
       cross join lateral (
         select min(i.occurred_at) as first, max(i.occurred_at) as last, count(*)::integer as interactions,
                count(*) filter (where i.type in ('call', 'video_call'))::integer as calls,
                count(*) filter (where i.type = 'email')::integer as emails,
                count(*) filter (where i.type in ('meeting', 'event'))::integer as meetings,
                coalesce(sum(i.minutes), 0)::integer as minutes
           from interaction_contacts ic join interactions i on i.id = ic.interaction_id
          where ic.contact_id = c.id) r
      where c.client_id = $1
        and (c.first_interaction_at, c.last_interaction_at, c.interactions, c.calls, c.emails, c.meetings, c.minutes)
            is distinct from (r.first, r.last, r.interactions, r.calls, r.emails, r.meetings, r.minutes)`,
    [network.clientId],
  )
  return rows
}
