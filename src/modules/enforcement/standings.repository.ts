import type { Standings } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Undefined: never anywhere but in good standing. */
export const findStanding = (trx: PracticeTrx, clientId: string) =>
  trx
    .selectFrom('standings')
    .select(['standing', 'since', 'statusBefore'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .executeTakeFirst()

/** @param values `statusBefore` where it is to change */
export async function saveStanding(
  trx: PracticeTrx,
  clientId: string,
  values: { standing: Standings['standing']; since: Date; statusBefore?: Standings['statusBefore'] },
): Promise<void> {
  await trx
    .insertInto('standings')
    .values({ ...values, practiceId: trx.practiceId, clientId })
    .onConflict((conflict) => conflict.columns(['practiceId', 'clientId']).doUpdateSet(values))
    .execute()
}
