import type { PracticeTrx } from '../../infra/db/scope.ts'
import { insertEvents } from './events.repository.ts'

export interface NewEvent {
  /** `<noun>.<past participle>`, e.g. `contact.created`; the noun is the subject's kind. */
  kind: `${string}.${string}`
  subjectId: string
  /** The client whose data this is, if it is one client's. */
  clientId?: string | null
  /** What a reader of the audit log or change feed needs. Erased with the person it is about. */
  payload?: Record<string, unknown>
}

/** Records what happened, in the transaction in which it happened. Every write records exactly one event. */
export async function recordEvent(trx: PracticeTrx, event: NewEvent): Promise<void> {
  await recordEvents(trx, [event])
}

/** As `recordEvent`, for many. */
export const recordEvents = (trx: PracticeTrx, events: NewEvent[]): Promise<void> =>
  insertEvents(
    trx,
    events.map(({ kind, subjectId, clientId = null, payload = {} }) => ({
      clientId,
      kind,
      subjectKind: kind.split('.')[0]!,
      subjectId,
      payload,
    })),
  )
