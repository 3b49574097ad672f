import { expect } from 'vitest'
import type { TestApi, TestPractice } from './api.ts'

/** A practice with one client and the people they know. */
export interface Network {
  practice: TestPractice
  clientId: string
  /** Tom Berg, Ines Ferro and Karl Nowak. */
  contactIds: [string, string, string]
  /** One request, as the owner unless said otherwise. */
  call: (method: string, url: string, body?: unknown, as?: string) => ReturnType<TestApi['call']>
  /** POSTs what must succeed, and returns what was made. */
  make: (url: string, body: unknown) => Promise<Made>
  /** GETs what must be there. */
  read: <T = Made>(url: string, as?: string) => Promise<T>
}

export interface Made {
  id: string
  [field: string]: unknown
}

let clients = 0

export async function startNetwork(api: TestApi, practice?: TestPractice): Promise<Network> {
  const place = practice ?? (await api.practice())
  const call: Network['call'] = (method, url, body, as = place.owner) => api.call(method, url, { as, body })
  const make: Network['make'] = async (url, body) => {
    const response = await call('POST', url, body)
    expect(response.statusCode, response.body).toBe(201)
    return response.json()
  }
  const read = async <T>(url: string, as?: string) => {
    const response = await call('GET', url, undefined, as)
    expect(response.statusCode, response.body).toBe(200)
    return response.json<T>()
  }
  clients += 1
  const email = `client.${clients}@example.test`
  const { id: clientId } = await make('/v1/clients', { name: 'Maya Lindqvist', email, timeZone: 'Europe/Stockholm' })
  const know = async (name: string) => (await make(`/v1/clients/${clientId}/contacts`, { name })).id
  const contactIds: Network['contactIds'] = [await know('Tom Berg'), await know('Ines Ferro'), await know('Karl Nowak')]
  return { practice: place, clientId, contactIds, call, make, read }
}

/** The body of a call with these people. */
export const callWith = (...contactIds: string[]) => ({
  type: 'call',
  occurredAt: '2024-03-01T09:00:00.000Z',
  contacts: contactIds.map((contactId) => ({ contactId })),
})

/** The pointers of a refusal. */
export const pointersOf = (response: { json(): unknown }): string[] =>
  (response.json() as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)
