import type { LightMyRequestResponse } from 'fastify'
import type pg from 'pg'

/** An announcement of one client of a practice, drafted for so many readers and approved by nobody yet. */
export interface Campaign {
  clientId: string
  announcementId: string
}

export interface CampaignOptions {
  readers: number
  /** The client's. */
  timeZone?: string
  channel?: 'email' | 'call'
}

let campaigns = 0

/** Drafts one for reader1.n@…, reader2.n@… and so on, with one statement; approving writes the texts. Nobody hears of its end: only notes are counted. */
export async function draftCampaign(
  admin: Pick<pg.Client, 'query'>,
  practiceId: string,
  { readers, timeZone = 'UTC', channel = 'email' }: CampaignOptions,
): Promise<Campaign> {
  campaigns += 1
  const { rows } = await admin.query<Campaign>(
    `with client as (
       insert into clients (practice_id, name, email, email_key, time_zone, consents, created_at, updated_at)
       values ($1, 'Maya Lindqvist', $2, $2, $3, '{"coachApprovesForMe": {"givenOn": "2024-01-02", "how": "by e-mail"}}',
               now(), now())
       returning practice_id, id),
     search as (
       insert into searches (practice_id, client_id, status, started_on, ended_on, created_at, updated_at)
       select practice_id, id, 'landed', current_date - 90, current_date - 1, now(), now() from client
       returning practice_id, client_id, id),
     landing as (
       insert into landings (practice_id, client_id, search_id, position, company, company_description, starts_on,
                             landed_on, created_at, updated_at)
       select practice_id, client_id, id, 'Head of Logistics', 'Harbour Freight', 'a forwarding agent',
              current_date + 30, current_date - 1, now(), now()
         from search returning practice_id, client_id, id),
     announcement as (
       insert into announcements (practice_id, client_id, landing_id, notes_reported_at, completed_reported_at, created_at,
                                  updated_at)
       select practice_id, client_id, id, now(), now(), now(), now() from landing returning practice_id, client_id, id),
     contact as (
       insert into contacts (practice_id, client_id, name, name_key, email, email_key, created_at, updated_at)
       select a.practice_id, a.client_id, 'Reader ' || n, 'reader ' || n, address, address, now(), now()
         from announcement a, generate_series(1, $4::integer) n,
              lateral (select 'reader' || n || '.' || $5 || '@reader.example' as address)
       returning practice_id, client_id, id),
     recipient as (
       insert into announcement_recipients (practice_id, client_id, announcement_id, contact_id, because, channel,
                                            created_at, updated_at)
       select c.practice_id, c.client_id, a.id, c.id, 'interacted', $6, now(), now() from contact c, announcement a)
     select client_id as "clientId", id as "announcementId" from announcement`,
    [practiceId, `maya.${campaigns}@client.example`, timeZone, readers, String(campaigns), channel],
  )
  return rows[0]!
}

/** One request as somebody who is signed in. */
export type Call = (
  method: string,
  url: string,
  options?: { body?: unknown; headers?: Record<string, string> },
) => Promise<Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'body' | 'json'>>

/** Approves an announcement as it is now. */
export async function approve(call: Call, id: string, body: Record<string, unknown> = {}) {
  const { headers } = await call('GET', `/v1/announcements/${id}`)
  return call('POST', `/v1/announcements/${id}/approve`, { body, headers: { 'if-match': headers.etag as string } })
}
