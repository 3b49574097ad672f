import type { Container } from '../../src/container.ts'
import { askAsSystem } from '../../src/infra/db/question.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import type { Report } from '../../src/infra/logging/reports.ts'
import type { MailTransport } from '../../src/infra/mail/transport.ts'
import { bookEnds, claimSlice, endLease, noteProgress, renewLease } from '../../src/modules/messages/sending.service.ts'
import { readMailRoute } from '../../src/modules/mail-settings/mail-routes.service.ts'
import type { Lane } from '../../src/modules/messages/messages.rules.ts'
import { deliverSlice, senderOf } from '../sending/deliver-slice.ts'
import { createLedgerWriter } from '../sending/ledger-writer.ts'
import { createRoutes } from '../sending/routes.ts'
import { createSlots } from '../sending/slots.ts'

/** Large enough to keep all sessions busy, small enough that practices take turns every second or so. */
const sliceSize = 200

export interface SendOptions {
  lane: Lane
  transport: MailTransport
  sessions: number
  stopping: AbortSignal
  report: Report
}

/** Sends one slice of a lane of a practice: claims it, delivers it outside any transaction, gives its lease back. */
export function createMessagesSend(
  { db, config, messageOwners }: Pick<Container, 'db' | 'config' | 'messageOwners'>,
  { lane, transport, sessions, stopping, report }: SendOptions,
) {
  const routes = createRoutes({
    platform: { transport, slots: createSlots(sessions) },
    insideToo: config.privateMailServers,
    socketTimeoutMs: config.mailSocketTimeoutMs,
    report,
  })
  stopping.addEventListener('abort', () => routes.close(), { once: true })
  const leaseMs = config.mailLeaseMs
  const ledger = createLedgerWriter({
    note: async (practiceId, progress) => (await askAsSystem(db, practiceId, noteProgress(progress))) ?? new Set(),
    book: (practiceId, ended) => enterAsSystem(db, practiceId, (trx) => bookEnds(trx, messageOwners, ended)),
  })

  return async ({ practiceId }: { practiceId: string }): Promise<void> => {
    if (stopping.aborted) return
    const claimed = await enterAsSystem(db, practiceId, async (trx) => {
      const slice = await claimSlice(trx, messageOwners, {
        lane,
        limit: sliceSize,
        leaseMs,
        newPracticeCap: config.newPracticeCap,
      })
      return slice && { slice, route: await readMailRoute(trx, config.secret) }
    })
    if (!claimed) return
    const { slice, route } = claimed
    const renewal = setInterval(() => {
      enterAsSystem(db, practiceId, (trx) => renewLease(trx, slice.leaseId, leaseMs)).catch((error: unknown) =>
        report(error, 'renewing a lease'),
      )
    }, leaseMs / 3)
    try {
      const way = await routes.find(practiceId, route)
      await deliverSlice(slice, {
        ...way,
        sender: senderOf(route, config),
        ledger,
        stopping,
        patienceMs: leaseMs,
      })
    } finally {
      clearInterval(renewal)
    }
    await enterAsSystem(db, practiceId, (trx) => endLease(trx, slice.leaseId))
  }
}
