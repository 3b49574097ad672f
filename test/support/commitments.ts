import { expect } from 'vitest'
import type { TestApi } from './api.ts'
import { type Network, startNetwork } from './network.ts'
import { createSandboxWorker, type Sandbox, turnIntoSandbox } from './sandbox.ts'

/** A client with contacts in a sandbox whose clock the test moves, and what happens there by itself. */
export interface Practiced extends Network {
  /** Moves the clock, doing what falls due on the way. */
  goTo(at: string): Promise<void>
  now(): Promise<string>
  /** Proposes and lets the client accept. */
  promise(body: object): Promise<string>
  log(occurredAt: string, more?: object): Promise<string>
  /** The periods of a commitment, oldest first. */
  periods(commitmentId: string): Promise<PeriodAnswer[]>
  asClient: string
  /** One step in the practice, as the system. */
  enter: Sandbox['enter']
}

export interface PeriodAnswer {
  id: string
  startsOn: string
  endsOn: string
  startsAt: string
  endsAt: string
  status: string
  days: number
  proRated: boolean
  result: { achieved: number; expected: number }[] | null
  targets: { expected: number; target: number }[]
  history: { from: string; to: string; because: string }[]
  judgedAt: string | null
  voidBecause: string | null
}

export async function startPracticed(
  api: TestApi,
  { standsAt, timeZone = 'Europe/Berlin' }: { standsAt: string; timeZone?: string },
): Promise<Practiced> {
  const practice = await api.practice()
  const sandbox: Sandbox = await turnIntoSandbox(api, practice, standsAt)
  const run = createSandboxWorker(api)
  const network = await startNetwork(api, practice)
  const { call, make, read, clientId, contactIds } = network
  expect((await call('PATCH', `/v1/clients/${clientId}`, { timeZone })).statusCode).toBe(200)
  const asClient = await practice.clientSession(clientId)
  return {
    ...network,
    asClient,
    enter: sandbox.enter,
    async goTo(at) {
      await run(sandbox)
      const response = await sandbox.advance(at)
      expect(response.statusCode, response.body).toBe(202)
      await run(sandbox)
      expect(await sandbox.clock()).toMatchObject({ status: 'ready', failure: null })
    },
    now: async () => (await sandbox.clock()).now,
    async promise(body) {
      const { id } = await make(`/v1/clients/${clientId}/commitments`, { title: 'A promise', period: 'week', ...body })
      const accepted = await call('POST', `/v1/commitments/${id}/accept`, undefined, asClient)
      expect(accepted.statusCode, accepted.body).toBe(200)
      return id
    },
    async log(occurredAt, more = {}) {
      const { id } = await make(`/v1/clients/${clientId}/interactions`, {
        type: 'call',
        occurredAt,
        contacts: [{ contactId: contactIds[0] }],
        ...more,
      })
      await run(sandbox)
      return id
    },
    periods: async (commitmentId) =>
      (await read<{ data: PeriodAnswer[] }>(`/v1/commitments/${commitmentId}/periods?limit=100`)).data.toReversed(),
  }
}
