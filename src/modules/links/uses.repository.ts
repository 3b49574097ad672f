import type { PracticeTrx } from '../../infra/db/scope.ts'

/** One use of a link, and what came of it: ids of what was made or changed, by whatever names its page gave them. */
export interface Use {
  useId: string
  outcome: unknown
  undoneAt: Date | null
}

/**
 * Takes a use for whoever asks first; of several at once the others wait, and find it taken.
 *
 * @returns false when this form was sent before, or the link is good once and was used
 */
export async function claimUse(
  trx: PracticeTrx,
  use: { linkHash: Buffer; useId: string; clientId: string | null; purpose: number; once: boolean },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('linkUses')
    .values({ ...use, practiceId: trx.practiceId, createdAt: trx.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function writeOutcome(trx: PracticeTrx, linkHash: Buffer, useId: string, outcome: object): Promise<void> {
  await useOf(trx, linkHash, useId)
    .set({ outcome: JSON.stringify(outcome) })
    .execute()
}

/** Marks a use as undone, once: of several at once exactly one is told so. */
export async function markUndone(trx: PracticeTrx, linkHash: Buffer, useId: string): Promise<boolean> {
  const { numUpdatedRows } = await useOf(trx, linkHash, useId)
    .set({ undoneAt: trx.now })
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** What one form did. */
export async function findUse(trx: PracticeTrx, linkHash: Buffer, useId: string): Promise<Use | undefined> {
  return selectUses(trx, linkHash).where('useId', '=', useId).executeTakeFirst()
}

/** What was done with a link that is good once, unless it was undone. */
export async function findOnlyUse(trx: PracticeTrx, linkHash: Buffer): Promise<Use | undefined> {
  return selectUses(trx, linkHash).where('once', '=', true).where('undoneAt', 'is', null).executeTakeFirst()
}

const selectUses = (trx: PracticeTrx, linkHash: Buffer) =>
  trx
    .selectFrom('linkUses')
    .select(['useId', 'outcome', 'undoneAt'])
    .where('practiceId', '=', trx.practiceId)
    .where('linkHash', '=', linkHash)

const useOf = (trx: PracticeTrx, linkHash: Buffer, useId: string) =>
  trx
    .updateTable('linkUses')
    .where('practiceId', '=', trx.practiceId)
    .where('linkHash', '=', linkHash)
    .where('useId', '=', useId)
