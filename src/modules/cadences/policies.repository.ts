import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type CadencePolicy, emptyPolicy, type Policies } from './cadence.rules.ts'

export interface WrittenPolicy {
  policy: CadencePolicy
  /** Null where nothing was ever written. */
  updatedAt: Date | null
}

/** A client that was forgotten has left a policy without a word in it. */
const asWritten = (row: { policy: unknown; updatedAt: Date } | undefined): WrittenPolicy => ({
  policy: { ...emptyPolicy, ...(row?.policy as Partial<CadencePolicy> | undefined) },
  updatedAt: row?.updatedAt ?? null,
})

export async function findPracticePolicy(trx: PracticeTrx): Promise<WrittenPolicy> {
  return asWritten(
    await trx
      .selectFrom('cadencePolicies')
      .select(['policy', 'updatedAt'])
      .where('practiceId', '=', trx.practiceId)
      .executeTakeFirst(),
  )
}

export async function findClientPolicy(trx: PracticeTrx, clientId: string): Promise<WrittenPolicy> {
  return asWritten(
    await trx
      .selectFrom('clientCadencePolicies')
      .select(['policy', 'updatedAt'])
      .where('practiceId', '=', trx.practiceId)
      .where('clientId', '=', clientId)
      .executeTakeFirst(),
  )
}

export async function writePracticePolicy(trx: PracticeTrx, policy: CadencePolicy): Promise<void> {
  const values = { policy: JSON.stringify(policy), updatedAt: trx.now }
  await trx
    .insertInto('cadencePolicies')
    .values({ practiceId: trx.practiceId, ...values })
    .onConflict((conflict) => conflict.column('practiceId').doUpdateSet(values))
    .execute()
}

export async function writeClientPolicy(trx: PracticeTrx, clientId: string, policy: CadencePolicy): Promise<void> {
  const values = { policy: JSON.stringify(policy), updatedAt: trx.now }
  await trx
    .insertInto('clientCadencePolicies')
    .values({ practiceId: trx.practiceId, clientId, ...values })
    .onConflict((conflict) => conflict.columns(['practiceId', 'clientId']).doUpdateSet(values))
    .execute()
}

/** What decides about a client's follow-ups, in one look: their calendar and the policies. */
export async function findTerms(
  trx: PracticeTrx,
  clientId: string,
): Promise<{ timeZone: string; policies: Policies } | undefined> {
  const { rows } = await sql<{ timeZone: string; client: unknown; practice: unknown }>`
    select c.time_zone as "timeZone", own.policy as client, of_practice.policy as practice
      from clients c
      left join client_cadence_policies own on own.practice_id = c.practice_id and own.client_id = c.id
      left join cadence_policies of_practice on of_practice.practice_id = c.practice_id
     where c.practice_id = ${trx.practiceId} and c.id = ${clientId}`.execute(trx)
  const row = rows[0]
  if (!row) return undefined
  const policyOf = (policy: unknown) => ({ ...emptyPolicy, ...(policy as Partial<CadencePolicy> | null) })
  return { timeZone: row.timeZone, policies: { client: policyOf(row.client), practice: policyOf(row.practice) } }
}
