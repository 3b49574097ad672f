import type { Container } from '../../src/container.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { writeNextChunk } from '../../src/modules/exports/exports.service.ts'
import { finishWork } from '../../src/modules/outbox/outbox.service.ts'

/** Writes an export chunk by chunk, each a transaction: whoever is killed loses at most the one at hand. */
export const createExportsWrite =
  ({ db, office }: Pick<Container, 'db' | 'office'>, { stopping }: { stopping: AbortSignal }) =>
  async (work: { practiceId: string; outboxId: string; payload: { exportId: string } }): Promise<void> => {
    const step = () =>
      enterAsSystem(db, work.practiceId, async (trx) => {
        const hasMore = await writeNextChunk(trx, office, work.payload.exportId)
        if (!hasMore) await finishWork(trx, [work.outboxId])
        return hasMore
      })
    while (!stopping.aborted && (await step()));
  }
