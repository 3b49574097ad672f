import { ask } from '../../src/infra/db/question.ts'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import type { MessageOwners } from '../../src/modules/messages/ledger.service.ts'
import { type NewMessage, queueMessage } from '../../src/modules/messages/messages.service.ts'
import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
import { bookEnds, claimSlice, noteProgress, type Slice } from '../../src/modules/messages/sending.service.ts'
import type { TestApi, TestPractice } from './api.ts'

/** A practice with a client, and the send machine's steps by hand: what a worker does, without one. */
export interface Ledger {
  practice: TestPractice
  clientId: string
  inPractice<T>(step: (trx: PracticeTrx) => Promise<T>): Promise<T>
  letter(changes?: Partial<NewMessage>): NewMessage
  queue(changes?: Partial<NewMessage>): Promise<string>
  claim(limit?: number): Promise<Slice | undefined>
  /** Writes down which bodies begin to leave and how attempts ended; returns those that may leave. */
  record(
    slice: Slice,
    begun: string[],
    ended?: [id: string, end: AttemptEnd][],
    owners?: MessageOwners,
  ): Promise<Set<string>>
  /** The message as the API shows it. */
  read(id: string): Promise<{ messageId: string; status: string }>
  outbox(): Promise<unknown[]>
  agenda(): Promise<unknown[]>
  /** Events about messages, in order. */
  events(): Promise<unknown[]>
  openTasks(): Promise<unknown[]>
}

export async function openLedger(api: TestApi): Promise<Ledger> {
  const practice = await api.practice()
  const as = practice.owner
  const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'UTC' }
  const { id: clientId } = (await api.call('POST', '/v1/clients', { as, body: client })).json<{ id: string }>()

  const inPractice: Ledger['inPractice'] = async (step) =>
    (await enterAsSystem(api.container.db, practice.practiceId, step))!

  const letter: Ledger['letter'] = (changes = {}) => ({
    kind: 'announcement',
    lane: 'bulk',
    clientId,
    from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
    to: { name: 'Ben Okafor', address: 'Ben@Reader.example' },
    subject: 'Good news',
    text: 'Dear Ben,\n\nI start on Monday.',
    ...changes,
  })

  const column = async (query: string): Promise<unknown[]> => {
    const { rows } = await api.database.admin.query<{ found: unknown }>(query, [practice.practiceId])
    return rows.map((row) => row.found)
  }

  return {
    practice,
    clientId,
    inPractice,
    letter,
    queue: (changes) => inPractice((trx) => queueMessage(trx, letter(changes))),
    claim: (limit = 100) => inPractice((trx) => claimSlice(trx, {}, { lane: 'bulk', limit, leaseMs: 60_000 })),
    record: (slice, begun, ended = [], owners = {}) =>
      inPractice(async (trx) => {
        const messageOf = (id: string) => slice.messages.find((message) => message.id === id)!
        const progress = { begun: begun.map(messageOf), ended: ended.map(([id, end]) => ({ message: messageOf(id), end })) } // prettier-ignore
        const mayLeave = await ask(trx, noteProgress(progress))
        await bookEnds(trx, owners, progress.ended)
        return mayLeave
      }),
    read: async (id) => (await api.call('GET', `/v1/messages/${id}`, { as })).json(),
    outbox: () => column('select job as found from outbox where practice_id = $1'),
    // Digests stand there whatever becomes of messages.
    agenda: () => column(`select kind as found from agenda where practice_id = $1 and kind <> 'digests.due'`),
    events: () =>
      column(`select kind as found from events where practice_id = $1 and subject_kind = 'message' order by position`),
    openTasks: () => column(`select title as found from tasks where practice_id = $1 and status = 'open'`),
  }
}
