import { sql, type Selectable } from 'kysely'
import type { MailSettings } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type StoredSettings = Selectable<MailSettings>

export const findSettings = (trx: PracticeTrx): Promise<StoredSettings | undefined> =>
  trx.selectFrom('mailSettings').selectAll().where('practiceId', '=', trx.practiceId).executeTakeFirst()

/** The address of a sending domain that is verified. */
export async function findVerifiedSender(trx: PracticeTrx): Promise<string | undefined> {
  const row = await trx
    .selectFrom('mailSettings')
    .select('fromAddress')
    .where('practiceId', '=', trx.practiceId)
    .where('domainVerifiedAt', 'is not', null)
    .executeTakeFirst()
  return row?.fromAddress ?? undefined
}

export type NewSettings = Omit<StoredSettings, 'practiceId' | 'createdAt' | 'updatedAt'>

export async function putSettings(trx: PracticeTrx, settings: NewSettings): Promise<void> {
  const { practiceId, now } = trx
  await trx
    .insertInto('mailSettings')
    .values({ ...settings, practiceId, createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.column('practiceId').doUpdateSet({ ...settings, updatedAt: now }))
    .execute()
}

/** Notes what the DNS said of the key that was looked for; of a domain that was changed meanwhile it says nothing. */
export async function noteDomainCheck(trx: PracticeTrx, selector: string, found: boolean): Promise<void> {
  await trx
    .updateTable('mailSettings')
    .set({
      domainCheckedAt: trx.now,
      domainVerifiedAt: found ? sql<Date>`coalesce(domain_verified_at, ${trx.now})` : null,
      updatedAt: trx.now,
    })
    .where('practiceId', '=', trx.practiceId)
    .where('dkimSelector', '=', selector)
    .execute()
}
