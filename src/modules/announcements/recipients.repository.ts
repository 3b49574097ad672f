import { sql, type Insertable, type Updateable } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { AnnouncementRecipients } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type Channel, comesFrom, type RecipientStatus, recipientTransitions } from './announcements.rules.ts'
import { asRecipient, type TextToKeep } from './editing.rules.ts'
import { wasOfferedHelp } from './offered-help.repository.ts'

const asAdded: Order = {
  keys: [
    { expression: sql`r.created_at`, type: 'timestamptz' },
    { expression: sql`r.id`, type: 'uuid' },
  ],
}

/** Recipients as they are shown, but for what `asRecipient` adds. */
export function selectRecipients(trx: PracticeTrx) {
  return trx
    .selectFrom('announcementRecipients as r')
    .innerJoin('contacts', (join) =>
      join.onRef('contacts.practiceId', '=', 'r.practiceId').onRef('contacts.id', '=', 'r.contactId'),
    )
    .where('r.practiceId', '=', trx.practiceId)
    .selectAll('r')
    .select(['contacts.name as contactName', 'contacts.email as contactEmail', 'contacts.doNotContact'])
    .select([
      wasOfferedHelp.as('offeredHelp'),
      sql<{ code: string; detail: string } | null>`
        case when skip_code is not null then jsonb_build_object('code', skip_code, 'detail', skip_detail) end`.as(
        'skipReason',
      ),
      sql<{ via: string; on: string } | null>`
        case when told_on is not null then jsonb_build_object('via', told_via, 'on', told_on) end`.as('told'),
    ])
}

type RecipientRow = Awaited<ReturnType<ReturnType<typeof selectRecipients>['executeTakeFirstOrThrow']>>
export type Recipient = ReturnType<typeof asRecipient<RecipientRow>>

export async function findRecipient(trx: PracticeTrx, id: string): Promise<Recipient | undefined> {
  const row = await selectRecipients(trx).where('r.id', '=', id).executeTakeFirst()
  return row && asRecipient(row)
}

export async function listRecipients(
  trx: PracticeTrx,
  announcementId: string,
  filters: { status?: RecipientStatus | undefined; channel?: Channel | undefined },
  page: PageRequest,
): Promise<KeysetPage<Recipient>> {
  let query = selectRecipients(trx).where('r.announcementId', '=', announcementId)
  if (filters.status) query = query.where('r.status', '=', filters.status)
  if (filters.channel) query = query.where('r.channel', '=', filters.channel)
  const { data, ...place } = await readPage(query, asAdded, page)
  return { data: data.map(asRecipient), ...place }
}

/** The recipients in any of these statuses, all or the first so many, in the order in which they came onto the list. */
export async function listRecipientsByStatus(
  trx: PracticeTrx,
  announcementId: string,
  statuses: readonly RecipientStatus[],
  limit?: number,
): Promise<Recipient[]> {
  const rows = await selectRecipients(trx)
    .where('r.announcementId', '=', announcementId)
    .where('r.status', 'in', statuses)
    .orderBy('r.createdAt')
    .orderBy('r.id')
    .$if(limit !== undefined, (query) => query.limit(sql.lit(limit!)))
    .execute()
  return rows.map(asRecipient)
}

/** Whether anybody on the list is in one of these statuses. */
export async function hasRecipientIn(
  trx: PracticeTrx,
  announcementId: string,
  statuses: readonly RecipientStatus[],
): Promise<boolean> {
  const one = await trx
    .selectFrom('announcementRecipients')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('announcementId', '=', announcementId)
    .where('status', 'in', statuses)
    .limit(sql.lit(1))
    .executeTakeFirst()
  return one !== undefined
}

/** Recipients, the first so many, for whom there is something to do by hand: a call, above all. */
export async function listOpenTasks(trx: PracticeTrx, announcementId: string, limit: number): Promise<string[]> {
  const rows = await trx
    .selectFrom('announcementRecipients as r')
    .innerJoin('tasks as t', (join) =>
      join.onRef('t.practiceId', '=', 'r.practiceId').onRef('t.subjectId', '=', 'r.id'),
    )
    .select('r.id')
    .distinct()
    .where('r.practiceId', '=', trx.practiceId)
    .where('r.announcementId', '=', announcementId)
    .where('t.kind', 'in', ['call', 'draft'])
    .where('t.status', '=', 'open')
    .limit(sql.lit(limit))
    .execute()
  return rows.map(({ id }) => id)
}

/** Every place of a contact on a list, of announcements that are over too. */
export const listRecipientsOfContact = (trx: PracticeTrx, contactId: string) =>
  trx
    .selectFrom('announcementRecipients')
    .select(['id', 'announcementId', 'status'])
    .where('practiceId', '=', trx.practiceId)
    .where('contactId', '=', contactId)
    .orderBy('announcementId')
    .execute()

/** Those of these contacts who are on the list of any announcement. */
export async function listContactsOnAnyList(trx: PracticeTrx, contactIds: string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('announcementRecipients')
    .select('contactId')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where('contactId', '=', sql<string>`any(${contactIds})`)
    .execute()
  return rows.map(({ contactId }) => contactId)
}

/** The contacts on an announcement's list. */
export async function listContactsOnList(trx: PracticeTrx, announcementId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('announcementRecipients')
    .select('contactId')
    .where('practiceId', '=', trx.practiceId)
    .where('announcementId', '=', announcementId)
    .execute()
  return rows.map(({ contactId }) => contactId)
}

type NewRecipient = Insertable<AnnouncementRecipients>

/** Adds those who are not on the list yet; returns whom it added. */
export async function insertRecipients(
  trx: PracticeTrx,
  recipients: NewRecipient[],
): Promise<{ id: string; contactId: string }[]> {
  const added: { id: string; contactId: string }[] = []
  for (const batch of inBatches(recipients)) {
    const rows = await trx
      .insertInto('announcementRecipients')
      .values(batch)
      .onConflict((conflict) => conflict.columns(['practiceId', 'announcementId', 'contactId']).doNothing())
      .returning(['id', 'contactId'])
      .execute()
    added.push(...rows)
  }
  return added
}

/**
 * Says anew who of those on the list is an insider, and who is on the chain. Who comes onto the chain or leaves it is
 * told in the way that goes with that, unless their text was written by hand or has left.
 *
 * @returns of how many that is other than before
 */
export async function placeRecipients(
  trx: PracticeTrx,
  announcementId: string,
  recipients: Pick<NewRecipient, 'contactId' | 'insider' | 'onChain' | 'channel'>[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    update announcement_recipients r
       set insider = t.insider, on_chain = t."onChain", updated_at = ${trx.now},
           channel = case when r.on_chain <> t."onChain" and not r.edited
                           and r.status in ('pending', 'needs_input', 'ready') then t.channel else r.channel end
      from jsonb_to_recordset(${JSON.stringify(recipients)}::jsonb)
             as t("contactId" uuid, insider boolean, "onChain" boolean, channel text)
     where r.practice_id = ${trx.practiceId} and r.announcement_id = ${announcementId} and r.contact_id = t."contactId"
       and (r.insider, r.on_chain) <> (t.insider, t."onChain")`.execute(trx)
  return Number(numAffectedRows)
}

export async function updateRecipient(
  trx: PracticeTrx,
  id: string,
  values: Updateable<AnnouncementRecipients>,
): Promise<void> {
  await trx
    .updateTable('announcementRecipients')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** Gives recipients one status, in one statement; who may not come to it from where they are stays. Returns who moved. */
export async function moveRecipients(
  trx: PracticeTrx,
  ids: string[],
  status: RecipientStatus,
): Promise<{ id: string; announcementId: string; clientId: string; offersHelp: boolean }[]> {
  if (ids.length === 0) return []
  return (
    trx
      .updateTable('announcementRecipients')
      .set({ status, updatedAt: trx.now })
      .where('practiceId', '=', trx.practiceId)
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      .where('status', 'in', comesFrom(recipientTransitions, status))
      // Who answered has got it, whatever a mail server says later.
      .$if(status === 'bounced' || status === 'failed' || status === 'uncertain', (query) =>
        query.where('repliedOn', 'is', null),
      )
      .returning(['id', 'announcementId', 'clientId', 'offersHelp'])
      .execute()
  )
}

/**
 * Writes the texts of many recipients in one statement. A text that says what it said before is left alone.
 *
 * @returns how many were written
 */
export async function updateTexts(trx: PracticeTrx, texts: TextToKeep[]): Promise<number> {
  if (texts.length === 0) return 0
  const { numAffectedRows } = await sql`
    update announcement_recipients r
       set status = t.status, subject = t.subject, body = t.body, missing = t.missing, newer = t.newer,
           facts = coalesce(t.facts, r.facts), updated_at = ${trx.now}
      from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb)
             as t(id uuid, status text, subject text, body text, missing jsonb, facts jsonb, newer jsonb)
     where r.practice_id = ${trx.practiceId} and r.id = t.id
       and (r.status, r.subject, r.body, r.missing, r.newer, r.facts)
           is distinct from (t.status, t.subject, t.body, t.missing, t.newer, coalesce(t.facts, r.facts))`.execute(trx)
  return Number(numAffectedRows)
}

/** Recipients whose message was cancelled before it left stand where they stood before it was queued. */
export async function unlinkMessages(trx: PracticeTrx, ids: string[]): Promise<void> {
  await trx
    .updateTable('announcementRecipients')
    .set({ messageId: null, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

/** Links recipients to the messages that carry their notes. */
export async function linkMessages(trx: PracticeTrx, links: { id: string; messageId: string }[]): Promise<void> {
  if (links.length === 0) return
  await sql`
    update announcement_recipients r set status = 'queued', message_id = t."messageId", updated_at = ${trx.now}
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as t(id uuid, "messageId" uuid)
     where r.practice_id = ${trx.practiceId} and r.id = t.id`.execute(trx)
}
