import type pg from 'pg'

export interface Campaign {
  practiceId: string
  announcementId: string
}

/**
 * Makes a practice whose client has landed and wants to tell so many contacts, with their notes written and approved:
 * all that is missing is its hour. Nobody is told of its end. Behind the API's back, with one statement per table.
 */
export async function seedCampaign(admin: pg.Client, recipients: number): Promise<Campaign> {
  const { rows } = await admin.query<Campaign>(
    `with practice as (
       insert into practices (id, name, time_zone, created_at, updated_at)
       values (uuidv7(), 'Northlight Coaching', 'Europe/Berlin', now(), now()) returning id),
     client as (
       insert into clients (practice_id, name, email, email_key, time_zone, created_at, updated_at)
       select id, 'Maya Lindqvist', 'maya@client.example', 'maya@client.example', 'Europe/Berlin', now(), now()
         from practice returning practice_id, id),
     search as (
       insert into searches (practice_id, client_id, status, started_on, ended_on, created_at, updated_at)
       select practice_id, id, 'landed', current_date - 90, current_date, now(), now() from client
       returning practice_id, client_id, id),
     landing as (
       insert into landings (practice_id, client_id, search_id, position, company, starts_on, landed_on, created_at, updated_at)
       select practice_id, client_id, id, 'Head of Logistics', 'Harbour Freight', current_date + 30, current_date, now(), now()
         from search returning practice_id, client_id, id),
     announcement as (
       insert into announcements (practice_id, client_id, landing_id, status, scheduled_for, notes_reported_at,
                                  completed_reported_at, created_at, updated_at)
       select practice_id, client_id, id, 'scheduled', now(), now(), now(), now(), now() from landing
       returning practice_id, client_id, id),
     contact as (
       insert into contacts (practice_id, client_id, name, name_key, email, email_key, created_at, updated_at)
       select a.practice_id, a.client_id, 'Reader ' || n, 'reader ' || n, address, address, now(), now()
         from announcement a, generate_series(1, $1) n, lateral (select 'reader' || n || '@reader.example' as address)
       returning practice_id, client_id, id, name),
     recipient as (
       insert into announcement_recipients (practice_id, client_id, announcement_id, contact_id, because, channel, status,
                                            subject, body, created_at, updated_at)
       select c.practice_id, c.client_id, a.id, c.id, 'interacted', 'email', 'ready', 'I have found my next role',
              replace($2, '{name}', c.name), now(), now()
         from contact c, announcement a)
     select practice_id as "practiceId", id as "announcementId" from announcement`,
    [recipients, note],
  )
  await admin.query('analyze')
  return rows[0]!
}

/** Puts the campaign's start on the agenda, due now. */
export async function startCampaign(admin: pg.Client, { practiceId, announcementId }: Campaign): Promise<void> {
  await admin.query(
    `insert into agenda (practice_id, client_id, kind, subject_id, due_at, publish_at, sandbox)
     select practice_id, client_id, 'announcement.start', id, now(), now(), false
       from announcements where practice_id = $1 and id = $2`,
    [practiceId, announcementId],
  )
}

/** As long as such notes usually are. */
const note = `Dear {name},

I wanted you to hear it from me: I have found my next role. From next month I will be Head of Logistics at Harbour
Freight in Hamburg, where I will look after the northern terminals and a team of forty.

When we spoke in spring you advised me to talk less about what I had run and more about what I had changed. I told the
story of the night shift that way in every interview since, and it is the one they remembered. Thank you for that.

The search took three months and sixty conversations, and I learned from each of them. If there is anything I can do
for you or for somebody you know who is searching now, please write or call; I have the time and I would like to.

Warm regards,
Maya Lindqvist`
