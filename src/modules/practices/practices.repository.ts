import { sql, type Updateable } from 'kysely'
import { jsonBuildObject } from 'kysely/helpers/postgres'
import type { Practices } from '../../infra/db/database.ts'
import { type AnnouncementHours, usualHours } from './announcement-hours.rules.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** The practice as everybody in it sees it. */
export type Practice = NonNullable<Awaited<ReturnType<typeof findPractice>>>

export async function findPractice(trx: PracticeTrx) {
  const found = await trx
    .selectFrom('practices')
    .where('id', '=', trx.practiceId)
    .select(['accentColor', 'postalAddress'])
    .select(['id', 'name', 'timeZone', 'sandbox', 'clientAppUrl', 'memberAppUrl', 'allowedOrigins', 'approvalRule'])
    .select(['createdAt', 'updatedAt'])
    .select(sql<AnnouncementHours | null>`announcement_hours`.as('announcementHours'))
    .select((of) =>
      jsonBuildObject({
        mailsPerMinute: of.ref('mailsPerMinute'),
        mailsPerDay: of.ref('mailsPerDay'),
        mailsPerDomainPerMinute: of.ref('mailsPerDomainMinute'),
      }).as('limits'),
    )
    .select((of) =>
      jsonBuildObject({
        weekday: of.ref('digestWeekday'),
        hour: of.ref('digestHour'),
        whenQuiet: of.ref('digestWhenQuiet'),
      }).as('digests'),
    )
    .executeTakeFirst()
  if (!found) return undefined
  const { accentColor, postalAddress, ...practice } = found
  return { ...practice, branding: { accentColor, postalAddress } }
}

/** Holds the practice until the transaction ends; whoever changes it or who owns it goes through here. */
export async function lockPractice(trx: PracticeTrx): Promise<void> {
  await trx.selectFrom('practices').select('id').where('id', '=', trx.practiceId).forUpdate().execute()
}

export async function insertPractice(trx: PracticeTrx, values: { name: string; timeZone: string }): Promise<void> {
  await trx
    .insertInto('practices')
    .values({
      ...values,
      id: trx.practiceId,
      sandbox: trx.sandbox,
      announcementHours: JSON.stringify(usualHours),
      createdAt: trx.now,
      updatedAt: trx.now,
    })
    .execute()
}

/** The member who founds the practice: the one who acts. */
export async function insertFounder(trx: PracticeTrx, founder: { id: string; userId: string }): Promise<void> {
  await trx
    .insertInto('members')
    .values({ ...founder, practiceId: trx.practiceId, role: 'owner', createdAt: trx.now, updatedAt: trx.now })
    .execute()
}

export async function updatePractice(trx: PracticeTrx, values: Updateable<Practices>): Promise<void> {
  await trx
    .updateTable('practices')
    .set({ ...values, updatedAt: trx.now })
    .where('id', '=', trx.practiceId)
    .execute()
}
