import type { Container } from '../../src/container.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { writeNextDigest } from '../../src/modules/digests/writing.service.ts'
import { finishWork } from '../../src/modules/outbox/outbox.service.ts'

/**
 * Writes the digests that are planned in a practice, each in the transaction that queues its mail: whoever is killed has
 * written it or has not. The work is done when none is left that somebody else could have in hands and lose.
 */
export function createDigestsWrite(
  { db, office }: Pick<Container, 'db' | 'office'>,
  { stopping }: { stopping: AbortSignal },
) {
  return async (work: { practiceId: string; outboxId: string }): Promise<void> => {
    const step = () =>
      enterAsSystem(db, work.practiceId, async (trx) => {
        const left = await writeNextDigest(trx, office)
        if (left === 'none') await finishWork(trx, [work.outboxId])
        return left === 'maybe_more'
      })
    while (!stopping.aborted && (await step()));
  }
}
