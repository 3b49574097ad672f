import type { Container } from '../../src/container.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { planNextClient } from '../../src/modules/cadences/replanning.service.ts'

/** Makes the plans that were asked for in a practice, each client's in a transaction of its own. */
export function createCadencesPlan({ db }: Pick<Container, 'db'>, { stopping }: { stopping: AbortSignal }) {
  return async ({ practiceId }: { practiceId: string }): Promise<void> => {
    while (!stopping.aborted && (await enterAsSystem(db, practiceId, planNextClient)));
  }
}
