import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { CadenceRule, Tier } from './cadence.rules.ts'

/** What was said of a contact's cadence, and what was worked out of it. */
export interface CadenceRow {
  id: string
  clientId: string
  tier: Tier
  tags: string[]
  doNotContact: boolean
  status: CadenceRule['status'] | null
  stepsDays: number[] | null
  snoozedUntil: string | null
  since: string | null
  step: number | null
  everyDays: number | null
  coolingOn: string | null
  dormantOn: string | null
  idealOn: string | null
  latestOn: string | null
  plannedOn: string | null
  timeZone: string
}

/** By an id that means the contact. */
export async function findCadence(trx: PracticeTrx, contactId: string): Promise<CadenceRow | undefined> {
  const { rows } = await sql<CadenceRow>`
    select c.id, c.client_id as "clientId", c.tier, c.tags, c.do_not_contact as "doNotContact",
           c.cadence_status as status, c.cadence_steps as "stepsDays", c.follow_up_since as since,
           -- A day by hand stands for itself as long as it is the ideal one.
           case when c.follow_up_chosen_on = c.follow_up_ideal_on then c.follow_up_chosen_on end as "snoozedUntil",
           c.follow_up_step as step, c.follow_up_every_days as "everyDays", c.cooling_on as "coolingOn",
           c.dormant_on as "dormantOn", c.follow_up_ideal_on as "idealOn",
           c.follow_up_latest_on as "latestOn", c.next_follow_up_on as "plannedOn", cl.time_zone as "timeZone"
      from contacts c
      join clients cl on cl.practice_id = c.practice_id and cl.id = c.client_id
     where c.practice_id = ${trx.practiceId} and c.id = app.contact_meant(${trx.practiceId}, ${contactId}) and c.erased_at is null`.execute(
    trx,
  )
  return rows[0]
}

/** Holds a contact, by an id that means them, until the transaction ends. */
export async function lockCadence(trx: PracticeTrx, contactId: string): Promise<void> {
  await sql`
    select from contacts
     where practice_id = ${trx.practiceId} and id = app.contact_meant(${trx.practiceId}, ${contactId})
       for no key update`.execute(trx)
}

/** Says how a contact's own cadence is, from that day on; null inherits. */
export async function writeOwnCadence(
  trx: PracticeTrx,
  contactId: string,
  own: { rule: CadenceRule; on: string } | null,
): Promise<void> {
  await trx
    .updateTable('contacts')
    .set({
      cadenceStatus: own?.rule.status ?? null,
      cadenceSteps: own?.rule.stepsDays ?? null,
      cadenceSetOn: own?.on ?? null,
    })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', contactId)
    .execute()
}

/** Puts a follow-up on a day of the plan. */
export async function writePlannedDay(trx: PracticeTrx, contactId: string, on: string): Promise<void> {
  await trx
    .updateTable('contacts')
    .set({ nextFollowUpOn: on })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', contactId)
    .execute()
}

/** Puts a day by hand; null takes it back. It holds until they are in touch after the last time so far. */
export async function writeChosenDay(trx: PracticeTrx, contactId: string, on: string | null): Promise<void> {
  await trx
    .updateTable('contacts')
    .set({ followUpChosenOn: on, followUpChosenAfter: on === null ? null : sql<string>`follow_up_since` })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', contactId)
    .execute()
}
