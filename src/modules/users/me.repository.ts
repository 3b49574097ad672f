import type { PracticeTrx } from '../../infra/db/scope.ts'

/** The client whose session this is. */
export async function findOwnClient(trx: PracticeTrx, id: string) {
  return trx
    .selectFrom('clients')
    .select(['id', 'name', 'email', 'timeZone', 'locale'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirst()
}
