import type { Container } from '../../src/container.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { digestOf, writeNextDigest } from '../../src/modules/digests/writing.service.ts'
import { finishWork } from '../../src/modules/outbox/outbox.service.ts'

/**
 * Writes the digests that are planned in a practice, each in the transaction that queues its mail: whoever is killed has
 * written it or has not. One that cannot be written holds up none of the others: it stays planned, and is tried again with
 * the job. The work is done when none is left that somebody else could have in hands and lose.
 */
export function createDigestsWrite(
  { db, office }: Pick<Container, 'db' | 'office'>,
  { stopping }: { stopping: AbortSignal },
) {
  return async (work: { practiceId: string; outboxId: string }): Promise<void> => {
    const failed = new Map<string, unknown>()
    const step = () =>
      enterAsSystem(db, work.practiceId, async (trx) => {
        const left = await writeNextDigest(trx, office, [...failed.keys()])
        if (left === 'none') await finishWork(trx, [work.outboxId])
        return left === 'maybe_more'
      }).catch((error: unknown) => {
        const digestId = digestOf(error)
        if (!digestId) throw error
        failed.set(digestId, error)
        return true
      })
    while (!stopping.aborted && (await step()));
    for (const error of failed.values()) throw error
  }
}
